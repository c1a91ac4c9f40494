import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { zoneOf } from '../private/subnets';

/** A target group, and what its listener is called. */
export interface NamedTargetGroup {
  readonly name: 'Tls' | 'Http';
  readonly targetGroup: elbv2.NetworkTargetGroup;
}

/** The target groups of an ingress, in the order of its listeners. */
export function targetGroupsOf(groups: { tlsTargetGroup: elbv2.NetworkTargetGroup; httpTargetGroup?: elbv2.NetworkTargetGroup }): NamedTargetGroup[] {
  const { tlsTargetGroup, httpTargetGroup } = groups;
  return [{ name: 'Tls', targetGroup: tlsTargetGroup }, ...httpTargetGroup ? [{ name: 'Http' as const, targetGroup: httpTargetGroup }] : []];
}

/** The zones of these subnets, each once; nothing where an imported subnet does not know its zone. */
export function zonesOf(subnets: ec2.ISubnet[]): string[] | undefined {
  const zones = subnets.map(zoneOf);
  return zones.every((zone) => zone !== undefined) ? [...new Set(zones)] : undefined;
}
