import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Network } from '../network';
import { zoneOf } from '../private/subnets';

/**
 * Throws where tasks may run in a zone in which the load balancer has no subnet, as far as the zones are known.
 *
 * The targets of such tasks are `unused` (Target.NotInUse) and never healthy, so ECS stops the tasks, and ends the rollout. With cross-zone load
 * balancing AWS documents that a load balancer also serves zones in which it cannot have a subnet, so nothing is demanded then.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html
 */
export function requireNodeInZonesOfTasks({ vpc, loadBalancerSubnets, taskSubnets }: Network): void {
  const zones = loadBalancerSubnets.map((subnet) => distinctZoneOf(vpc, subnet));
  if (zones.includes(undefined)) {
    return;
  }
  const stray = taskSubnets.find((subnet) => isOutside(zones, distinctZoneOf(vpc, subnet)));
  if (stray) {
    const { node: { path }, availabilityZone: zone } = stray;
    throw new Error(`'taskSubnets' must be in zones of the load balancer, got '${path}'${Token.isUnresolved(zone) ? '' : ` in ${zone}`}, where 'loadBalancerSubnets' has none: ` +
      'tasks there never become healthy. Select a subnet of this zone in \'loadBalancerSubnets\' too, select other \'taskSubnets\', or set \'crossZoneEnabled\'');
  }
}

/** A zone whose name is a token may be any zone, unless both are. */
function isOutside(zones: (string | undefined)[], zone: string | undefined): boolean {
  return zone !== undefined && !zones.includes(zone) && zones.every((other) => Token.isUnresolved(other) === Token.isUnresolved(zone));
}

/** The zone of a subnet, where its name is known, or where it is a token by which the VPC tells it from its other zones. */
function distinctZoneOf(vpc: ec2.IVpc, subnet: ec2.ISubnet): string | undefined {
  const zone = zoneOf(subnet);
  return !Token.isUnresolved(zone) || vpc.availabilityZones.includes(zone!) ? zone : undefined;
}
