import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EgressEndpoints } from './egress-endpoints';

/** The egress of the tasks in a VPC that an ingress made. */
export interface SharedEgress {
  readonly tasksHaveIpv4: boolean;
  readonly vpcEndpoints?: EgressEndpoints;
}

const BY_VPC = new WeakMap<ec2.IVpc, SharedEgress>();

/** Remembers the egress of a new VPC, for a further ingress in it. */
export function rememberEgress(vpc: ec2.IVpc, egress: SharedEgress): void {
  BY_VPC.set(vpc, egress);
}

/** The egress of the ingress that made the VPC; nothing for a VPC that no ingress made. */
export function egressIn(vpc: ec2.IVpc): SharedEgress | undefined {
  return BY_VPC.get(vpc);
}
