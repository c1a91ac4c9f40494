import { IDLE, Load } from './load';
import * as prices from './prices.json';
import { Quantities, sum } from './quantities';

export const PARTS = [
  'Fargate tasks', 'Network Load Balancer', 'VPC endpoints', 'public IPv4 addresses', 'logs', 'data between zones', 'alarms and dashboard',
] as const;

/** USD a month, by part. */
export type Bill = Record<typeof PARTS[number], number>;

/** What these quantities cost in a month under a load. */
export function billFor(quantities: Quantities, load: Load = IDLE): Bill {
  const { perHour, perGb, perMonth, hoursPerMonth } = prices;
  const [vcpu, gib] = quantities.x86 ? [perHour.fargateX86Vcpu, perHour.fargateX86Gib] : [perHour.fargateArmVcpu, perHour.fargateArmGib];
  const monthsKept = quantities.logRetentionDays / 30;
  return {
    'Fargate tasks': hoursPerMonth * quantities.tasks * (quantities.vcpuPerTask * vcpu + quantities.gibPerTask * gib),
    'Network Load Balancer': hoursPerMonth *
      (quantities.loadBalancers * perHour.networkLoadBalancer + capacityUnits(quantities, load) * perHour.networkLoadBalancerCapacityUnit),
    'VPC endpoints': quantities.endpointZones === 0 ? 0
      : hoursPerMonth * quantities.endpointZones * perHour.interfaceEndpointPerZone + load.logGbPerMonth * perGb.interfaceEndpoint,
    'public IPv4 addresses': hoursPerMonth * quantities.publicIpv4 * perHour.publicIpv4,
    'logs': load.logGbPerMonth * (perGb.logIngestion + monthsKept * prices.storedShareOfLogs * perGb.logStorage),
    'data between zones': quantities.crossZone ? load.gbPerMonth * (1 - 1 / quantities.zones) * perGb.betweenZones : 0,
    'alarms and dashboard': quantities.alarms * perMonth.alarm + quantities.dashboards * perMonth.dashboard + quantities.metrics * perMonth.metric,
  };
}

export function total(bill: Bill): number {
  return sum(Object.values(bill));
}

/**
 * The dimension that is used most decides; at least one unit is counted.
 *
 * @see https://aws.amazon.com/elasticloadbalancing/pricing/
 */
function capacityUnits({ loadBalancers }: Quantities, load: Load): number {
  const { newConnectionsPerSecond, activeConnections, gbPerHour } = prices.capacityUnit;
  return Math.max(
    loadBalancers,
    load.newConnectionsPerSecond / newConnectionsPerSecond,
    load.activeConnections / activeConnections,
    load.gbPerMonth / prices.hoursPerMonth / gbPerHour,
  );
}
