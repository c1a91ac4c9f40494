import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { requireInVpc } from './same-vpc';
import { inOrder } from './stable-ids';
import { requireUnique, requireThat } from './validation';

/**
 * Further security groups of something in a VPC, in an order that does not follow from their list.
 *
 * @param most how many it takes, where that is the limit of an API and not a quota
 */
export function additionalSecurityGroups(
  scope: IConstruct, prop: string, vpc: ec2.IVpc, groups: ec2.ISecurityGroup[] = [], most = Infinity,
): ec2.ISecurityGroup[] {
  requireUnique(prop, groups.map(({ securityGroupId }) => securityGroupId));
  requireInVpc(prop, vpc, groups);
  requireThat(prop, groups.length, (count) => count <= most, `hold ${most} security groups at most, because AWS takes ${most + 1} and one is made here`);
  return inOrder(scope, groups, ({ securityGroupId }) => securityGroupId);
}
