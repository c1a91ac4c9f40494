import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export interface ClosedSecurityGroupProps {
  readonly vpc: ec2.IVpc;
  readonly description: string;
}

/**
 * A security group that lets nothing in or out until it is told to.
 *
 * EC2 gives a security group that is made without an egress rule one that allows everything. CDK keeps that from
 * happening with a rule of its own, but drops the rule as soon as another is added, also where the other becomes
 * a resource of its own (any rule that names a security group or a prefix list) and the list in the group is
 * empty again. The rule here stays.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroupegress.html
 */
export class ClosedSecurityGroup extends ec2.SecurityGroup {
  constructor(scope: Construct, id: string, props: ClosedSecurityGroupProps) {
    super(scope, id, { ...props, allowAllOutbound: false });
    this.addEgressRule(ec2.Peer.ipv4('255.255.255.255/32'), ec2.Port.tcp(1), 'Matches nothing, so that EC2 adds no rule that allows all traffic');
  }
}
