import { IDLE, Load } from './load';
import { CAPACITY_UNIT, HOURS_PER_MONTH, PriceName, PRICES, SECONDS_PER_MONTH, STORED_SHARE_OF_LOGS } from './price-list';
import { Front, Log, Quantities, sum } from './quantities';
import { Tasks, tasksFor } from './tasks';

/** What is billed together: from how many units of which prices it comes. */
type Usage = Partial<Record<PriceName, number>>;

/** USD a month of one part, and whether every price in it was verified. */
export interface Item {
  readonly usd: number;
  readonly verified: boolean;
}

export const PARTS = [
  'Fargate tasks', 'Network Load Balancer', 'VPC endpoints', 'public IPv4 addresses', 'logs', 'data between zones', 'alarms and dashboard',
  'hosted zones and schedule', 'CloudFront and AWS WAF', 'health checks',
] as const;

export interface Bill {
  readonly parts: Record<typeof PARTS[number], Item>;
  readonly total: number;
  readonly tasks: Tasks;
  readonly logGb: number;
}

/** What these quantities cost in a month under a load, with all the tasks that it needs. */
export function billFor(quantities: Quantities, load: Load = IDLE): Bill {
  const tasks = tasksFor(load, quantities);
  const logGb = logGbPerMonth(load, quantities.log);
  const usages: Record<typeof PARTS[number], Usage> = {
    'Fargate tasks': fargate(quantities, tasks.count),
    'Network Load Balancer': {
      networkLoadBalancer: HOURS_PER_MONTH * quantities.loadBalancers,
      networkLoadBalancerCapacityUnit: HOURS_PER_MONTH * capacityUnits(quantities, load).count,
    },
    'VPC endpoints': quantities.endpointZones === 0 ? {} : { interfaceEndpoint: HOURS_PER_MONTH * quantities.endpointZones, interfaceEndpointGb: logGb },
    'public IPv4 addresses': { publicIpv4: HOURS_PER_MONTH * quantities.publicIpv4 },
    'logs': {
      [quantities.log.infrequentAccess ? 'logIngestionInfrequentAccess' : 'logIngestion']: logGb,
      logStorage: logGb * STORED_SHARE_OF_LOGS * quantities.log.retentionDays / 30,
    },
    'data between zones': { betweenZones: quantities.crossZone ? load.gbPerMonth * (1 - 1 / quantities.zones) : 0 },
    'hosted zones and schedule': {
      hostedZone: quantities.hostedZones,
      scheduledRun: quantities.scheduledRuns / 1e6,
      lambdaRequest: quantities.scheduledRuns / 1e6,
      lambdaGibSecond: quantities.scheduledGibSeconds,
    },
    ...frontOf(quantities.front, load),
    'alarms and dashboard': { alarm: quantities.alarms, dashboard: quantities.dashboards, metric: quantities.metrics },
  };
  const parts = Object.fromEntries(Object.entries(usages).map(([part, usage]) => [part, itemOf(usage)])) as Bill['parts'];
  return { parts, total: sum(Object.values(parts).map(({ usd }) => usd)), tasks, logGb };
}

/** Every request of a client is one of CloudFront's, and one that AWS WAF judges. */
function frontOf({ distributions, webAcls, webAclRules, healthChecks, healthCheckFeatures }: Front, load: Load): Record<'CloudFront and AWS WAF' | 'health checks', Usage> {
  const millions = SECONDS_PER_MONTH * (load.tlsRequestsPerSecond + load.httpRequestsPerSecond) / 1e6;
  return {
    'CloudFront and AWS WAF': {
      millionCloudFrontRequests: distributions === 0 ? 0 : millions,
      webAcl: webAcls,
      webAclRule: webAclRules,
      millionWebAclRequests: webAcls === 0 ? 0 : millions,
    },
    'health checks': { healthCheck: healthChecks, healthCheckFeature: healthCheckFeatures },
  };
}

function itemOf(usage: Usage): Item {
  const used = Object.entries(usage).filter(([, units]) => units > 0) as [PriceName, number][];
  return { usd: sum(used.map(([name, units]) => units * PRICES[name].usd)), verified: used.every(([name]) => PRICES[name].verified) };
}

function fargate({ task }: Quantities, count: number): Usage {
  const hours = HOURS_PER_MONTH * count;
  const onDemand = { vcpu: hours * (1 - task.spotShare) * task.vcpu, gib: hours * (1 - task.spotShare) * task.gib };
  return {
    ...task.x86 ? { fargateX86Vcpu: onDemand.vcpu, fargateX86Gib: onDemand.gib } : { fargateArmVcpu: onDemand.vcpu, fargateArmGib: onDemand.gib },
    fargateSpotVcpu: hours * task.spotShare * task.vcpu,
    fargateSpotGib: hours * task.spotShare * task.gib,
  };
}

/**
 * NLCUs for TCP, and the dimension that decides: the one that is used most. At least one for each load balancer is counted.
 *
 * @see https://aws.amazon.com/elasticloadbalancing/pricing/
 */
export function capacityUnits({ loadBalancers }: Quantities, load: Load): { count: number; decidedBy: string } {
  const dimensions = {
    'the least that is counted': loadBalancers,
    'new connections': (load.newTlsConnectionsPerSecond + load.newHttpConnectionsPerSecond) / CAPACITY_UNIT.newConnectionsPerSecond,
    'open connections': (load.tlsSessions + load.httpRequestsUnderWay) / CAPACITY_UNIT.activeConnections,
    'bytes': load.gbPerMonth / HOURS_PER_MONTH / CAPACITY_UNIT.gbPerHour,
  };
  const count = Math.max(...Object.values(dimensions));
  return { count, decidedBy: Object.entries(dimensions).find(([, each]) => each === count)![0] };
}

function logGbPerMonth(load: Load, { loggedShare, bytesPerTlsConnection, bytesPerHttpRequest }: Log): number {
  const bytesPerSecond = load.newTlsConnectionsPerSecond * bytesPerTlsConnection + load.httpRequestsPerSecond * bytesPerHttpRequest;
  return SECONDS_PER_MONTH * loggedShare * bytesPerSecond / 1e9;
}
