import { TrafficProfile } from '../../src/proxy/nginx';

/** One task: what it is billed for, and what it takes on. */
export interface Task {
  readonly vcpu: number;
  readonly gib: number;
  readonly x86: boolean;
  /** The share of tasks on Fargate Spot. */
  readonly spotShare: number;
  /** nginx workers: no task uses more vCPUs than it has workers. */
  readonly workers: number;
  readonly tlsSessions: number;
  /** 0 where HTTP is not served. */
  readonly httpRequests: number;
  /** Whose memory for each connection other sizes of task are counted with. */
  readonly trafficProfile: TrafficProfile;
  readonly costs: Costs;
}

/** What the proxy's CPU has to do, in microseconds: `npm run bench -- --measured tools/cost/measured.json`. */
export interface Costs {
  readonly microsecondsPerNewTlsConnection: number;
  readonly microsecondsPerTlsRequest: number;
  readonly microsecondsPerNewHttpConnection: number;
  readonly microsecondsPerHttpRequest: number;
  readonly microsecondsPerGb: number;
}

/** The access log. */
export interface Log {
  readonly retentionDays: number;
  readonly infrequentAccess: boolean;
  /** The share of forwarded connections and requests that have a line. */
  readonly loggedShare: number;
  /** A line, with the 26 bytes that CloudWatch Logs counts for each event. */
  readonly bytesPerTlsConnection: number;
  readonly bytesPerHttpRequest: number;
}

/** What stands in front of the load balancer, and what decides whether Route 53 answers with it. */
export interface Front {
  readonly distributions: number;
  readonly webAcls: number;
  readonly webAclRules: number;
  readonly healthChecks: number;
  /** What Route 53 charges for beyond a health check: HTTPS, a text to search for, the short interval, latency. */
  readonly healthCheckFeatures: number;
}

/** A load balancer that clients reach directly, under names that Route 53 always answers with. */
export const NO_FRONT: Front = { distributions: 0, webAcls: 0, webAclRules: 0, healthChecks: 0, healthCheckFeatures: 0 };

/** What a stack runs all month. */
export interface Quantities {
  readonly task: Task;
  readonly minTasks: number;
  readonly maxTasks: number;
  /** The CPU utilisation that the number of tasks is scaled for. */
  readonly targetCpuPercent: number;
  readonly loadBalancers: number;
  readonly zones: number;
  /** Whether the load balancer sends connections to tasks in other zones. */
  readonly crossZone: boolean;
  /** Interface endpoints, each counted once for each of its zones. */
  readonly endpointZones: number;
  readonly publicIpv4: number;
  readonly log: Log;
  readonly alarms: number;
  readonly dashboards: number;
  /** Metrics that are made from logs. */
  readonly metrics: number;
  readonly hostedZones: number;
  /** Runs of functions on a schedule, in a month. */
  readonly scheduledRuns: number;
  /** Their memory and time, in a month. */
  readonly scheduledGibSeconds: number;
  readonly front: Front;
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
