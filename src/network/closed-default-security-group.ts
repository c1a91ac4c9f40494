import { Aws, Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../private/acknowledgements';
import { DeployTimeFunction } from '../private/deploy-time-function';

/**
 * The VPC's default security group without any rule.
 *
 * AWS makes that group with every VPC, open to its members and to the world; nothing here uses it, and now
 * nothing that is put into it by mistake is reachable.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2
 */
export class ClosedDefaultSecurityGroup extends Construct {
  constructor(scope: Construct, id: string, vpc: ec2.Vpc) {
    super(scope, id);

    const close = new DeployTimeFunction(this, 'Close', {
      handler: 'close-default-security-group',
      description: 'Remove the rules of the default security group of the ingress VPC',
      statements: [
        new iam.PolicyStatement({
          actions: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
          resources: [`arn:${Aws.PARTITION}:ec2:${Aws.REGION}:${Aws.ACCOUNT_ID}:security-group/${vpc.vpcDefaultSecurityGroup}`],
        }),
        new iam.PolicyStatement({ actions: ['ec2:DescribeSecurityGroups'], resources: ['*'] }),
      ],
      timeout: Duration.minutes(2),
      memorySize: 256,
    });
    close.call({ SecurityGroupId: vpc.vpcDefaultSecurityGroup });
    acknowledge(close.role, 'AwsSolutions-IAM5[Resource::*]', 'ec2:DescribeSecurityGroups does not support resource-level permissions');
  }
}
