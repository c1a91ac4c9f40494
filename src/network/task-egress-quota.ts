import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { isResource } from '../private/resource-type';
import { RULES_CONTEXT, rulesPerSecurityGroup } from '../private/security-group-quota';

/**
 * The weight of a prefix list of VPC Lattice. That of Amazon S3 is 1, and that of a list of the user's is not known.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html#aws-managed-prefix-list-weights
 */
const LATTICE_WEIGHT = 10;

/** The error, if the tasks' security group has more egress rules than its quota. Rules for endpoints, GuardDuty and the user's peers count too. */
export function rulesOverQuota(group: ec2.SecurityGroup, vpcLattice: ec2.IPeer): string[] {
  const stack = Stack.of(group);
  const textOf = (value: unknown) => JSON.stringify(stack.resolve(value));
  const { destinationPrefixListId: lattice } = vpcLattice.toEgressRuleConfig();
  const rules = egressOf(group);
  const toLattice = rules.filter(({ destinationPrefixListId: list }) => list !== undefined && textOf(list) === textOf(lattice));
  const weights = (other: 'cidrIp' | 'cidrIpv6') => rules.filter((rule) => rule[other] === undefined).length + (LATTICE_WEIGHT - 1) * toLattice.length;
  const weight = Math.max(weights('cidrIp'), weights('cidrIpv6'));
  const most = rulesPerSecurityGroup(group);
  return weight <= most ? [] : [
    `'services' must name few enough ports of VPC Lattice for the security group of the tasks, got ${toLattice.map(({ fromPort }) => fromPort).join(', ')}: ` +
      `the group would have ${weight} outbound rules of at most ${most}, because each port counts as ${LATTICE_WEIGHT}. ` +
      'Let services share ports, or peers of \'egress\' share ranges, or use LatticeAccess.serviceNetworkEndpoints(), where a port counts as one rule, ' +
      `or have the quota raised and say so in the context: '${RULES_CONTEXT}'`,
  ];
}

type EgressRule = Pick<ec2.CfnSecurityGroup.EgressProperty, 'cidrIp' | 'cidrIpv6' | 'destinationPrefixListId' | 'fromPort'>;

/** The rules in the group itself, and those that are resources of their own. */
function egressOf(group: ec2.SecurityGroup): EgressRule[] {
  const stack = Stack.of(group);
  const resource = group.node.defaultChild as ec2.CfnSecurityGroup;
  const inline: EgressRule[] = stack.resolve(resource.securityGroupEgress) ?? [];
  const apart = group.node.root.node.findAll()
    .filter((each) => isResource(each, ec2.CfnSecurityGroupEgress))
    .filter(({ groupId }) => groupId === group.securityGroupId);
  return [...inline, ...apart];
}
