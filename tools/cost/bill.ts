import * as prices from './prices.json';
import { Quantities, sum } from './quantities';

/** USD a month, by part. */
export type Bill = Record<'Fargate tasks' | 'Network Load Balancer' | 'VPC endpoints' | 'public IPv4 addresses', number>;

/** What these quantities cost in a month. */
export function billFor(quantities: Quantities): Bill {
  const { perHour, hoursPerMonth } = prices;
  const [vcpu, gib] = quantities.x86 ? [perHour.fargateX86Vcpu, perHour.fargateX86Gib] : [perHour.fargateArmVcpu, perHour.fargateArmGib];
  return {
    'Fargate tasks': hoursPerMonth * quantities.tasks * (quantities.vcpuPerTask * vcpu + quantities.gibPerTask * gib),
    'Network Load Balancer': hoursPerMonth *
      (quantities.loadBalancers * perHour.networkLoadBalancer + quantities.capacityUnits * perHour.networkLoadBalancerCapacityUnit),
    'VPC endpoints': hoursPerMonth * quantities.endpointZones * perHour.interfaceEndpointPerZone,
    'public IPv4 addresses': hoursPerMonth * quantities.publicIpv4 * perHour.publicIpv4,
  };
}

export function total(bill: Bill): number {
  return sum(Object.values(bill));
}
