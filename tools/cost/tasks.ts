import { Load } from './load';
import { SECONDS_PER_MONTH } from './price-list';
import { Quantities, Task } from './quantities';

/** How many tasks run, and why. */
export interface Tasks {
  readonly count: number;
  /** What needs as many. */
  readonly decidedBy: string;
  /** How many each of them needs. */
  readonly needs: Record<string, number>;
}

/** As many tasks as the load needs, and never fewer than `minTasks`; `maxTasks` is not looked at. */
export function tasksFor(load: Load, { task, minTasks, targetCpuPercent }: Quantities): Tasks {
  const usable = Math.min(task.vcpu, task.workers) * targetCpuPercent / 100;
  const needs = {
    'minTasks': minTasks,
    'TLS sessions': Math.ceil(load.tlsSessions / task.tlsSessions),
    'HTTP requests under way': load.httpRequestsUnderWay === 0 ? 0 : Math.ceil(load.httpRequestsUnderWay / requireHttp(task)),
    'CPU': Math.ceil(cpuSecondsPerSecond(load, task) / usable),
  };
  const count = Math.max(...Object.values(needs));
  return { count, needs, decidedBy: Object.entries(needs).find(([, each]) => each === count)![0] };
}

/** vCPUs that are busy all the time. A new connection's figure has its first request in it. */
export function cpuSecondsPerSecond(load: Load, { costs }: Task): number {
  return 1e-6 * (
    load.newTlsConnectionsPerSecond * costs.microsecondsPerNewTlsConnection
    + (load.tlsRequestsPerSecond - load.newTlsConnectionsPerSecond) * costs.microsecondsPerTlsRequest
    + load.newHttpConnectionsPerSecond * costs.microsecondsPerNewHttpConnection
    + Math.max(0, load.httpRequestsPerSecond - load.newHttpConnectionsPerSecond) * costs.microsecondsPerHttpRequest
    + load.gbPerMonth / SECONDS_PER_MONTH * costs.microsecondsPerGb
  );
}

function requireHttp({ httpRequests }: Task): number {
  if (httpRequests === 0) {
    throw new Error('the load has HTTP requests, and the template serves none: leave out \'--http-requests-per-second\' and \'--http-requests-under-way\'');
  }
  return httpRequests;
}
