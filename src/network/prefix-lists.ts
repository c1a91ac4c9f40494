import { Aws, Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../private/acknowledgements';
import { DeployTimeFunction } from '../private/deploy-time-function';

/**
 * The prefix lists that AWS keeps, by the ids that they have in the Region.
 *
 * CloudFormation names none of them, so they are looked up when the stack is deployed.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
export class PrefixLists extends Construct {
  /** VPC Lattice over IPv4 and over IPv6. */
  public readonly vpcLattice: ec2.IPeer[];

  /** Amazon S3. */
  public readonly s3: ec2.IPeer;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    const find = new DeployTimeFunction(this, 'Find', {
      handler: 'find-prefix-lists',
      description: 'Find the ids of the prefix lists of VPC Lattice and Amazon S3',
      statements: [new iam.PolicyStatement({ actions: ['ec2:DescribeManagedPrefixLists'], resources: ['*'] })],
      properties: {
        Names: {
          VpcLatticeIpv4: `com.amazonaws.${Aws.REGION}.vpc-lattice`,
          VpcLatticeIpv6: `com.amazonaws.${Aws.REGION}.ipv6.vpc-lattice`,
          S3: `com.amazonaws.${Aws.REGION}.s3`,
        },
      },
      timeout: Duration.minutes(1),
      memorySize: 256,
    });
    acknowledge(find.role, 'AwsSolutions-IAM5[Resource::*]', 'ec2:DescribeManagedPrefixLists knows no resource');

    this.vpcLattice = ['VpcLatticeIpv4', 'VpcLatticeIpv6'].map((name) => ec2.Peer.prefixList(find.attribute(name)));
    this.s3 = ec2.Peer.prefixList(find.attribute('S3'));
  }
}
