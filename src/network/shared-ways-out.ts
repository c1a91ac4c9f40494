import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Egress } from './egress';
import { EgressEndpoints } from './egress-endpoints';

/** The way out of the tasks in a VPC that an ingress made. */
export interface WayOut {
  readonly tasksHaveIpv4: boolean;
  readonly vpcEndpoints?: EgressEndpoints;
}

const WAYS_OUT = new WeakMap<ec2.IVpc, WayOut>();

/** Remembers the way out of a new VPC, for a further ingress in it. */
export function rememberWayOut(vpc: ec2.IVpc, wayOut: WayOut): void {
  WAYS_OUT.set(vpc, wayOut);
}

/** The default way out of an existing VPC: the endpoints of the ingress that made it, or else the routes that it has. */
export function wayOutOf(vpc: ec2.IVpc): Egress {
  const wayOut = WAYS_OUT.get(vpc);
  if (wayOut && !wayOut.tasksHaveIpv4) {
    throw new Error('\'vpc\' must have subnets with IPv4 for the tasks, got the VPC of an ingress with Egress.ipv6Only(): ' +
      'give this ingress a new VPC, or name other subnets with \'taskSubnets\' and their way out with \'egress\'');
  }
  return wayOut?.vpcEndpoints ? Egress.interfaceEndpoints({ existing: wayOut.vpcEndpoints }) : Egress.existingRoutes();
}
