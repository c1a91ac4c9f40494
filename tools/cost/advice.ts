import { Bill, billFor } from './bill';
import { Load } from './load';
import { Quantities, Task } from './quantities';
import { capacityOf, CONNECTION_KIB } from '../../src/proxy/nginx';
import { fargateSizes, TaskSize } from '../../src/proxy/task-size';

/** A size of task, and what all the tasks of this size cost that a load needs. */
export interface Advice {
  readonly size: TaskSize;
  readonly quantities: Quantities;
  readonly bill: Bill;
}

/** All sizes that Fargate has, the cheapest first; of two that cost the same the smaller one. */
export function adviceFor(load: Load, quantities: Quantities): Advice[] {
  return fargateSizes()
    .map((size) => withTasksOf(size, quantities))
    .map(({ size, quantities: resized }) => ({ size, quantities: resized, bill: billFor(resized, load) }))
    .sort((one, other) => one.bill.total - other.bill.total || one.size.memoryLimitMiB - other.size.memoryLimitMiB);
}

/** The same stack with tasks of another size. */
function withTasksOf(size: TaskSize, quantities: Quantities): Omit<Advice, 'bill'> {
  const capacity = capacityOf(size.cpu, size.memoryLimitMiB, CONNECTION_KIB[quantities.task.trafficProfile]);
  const task: Task = {
    ...quantities.task,
    vcpu: size.cpu / 1024,
    gib: size.memoryLimitMiB / 1024,
    workers: capacity.workerProcesses,
    tlsSessions: capacity.tlsSessions,
    httpRequests: quantities.task.httpRequests === 0 ? 0 : capacity.httpRequests,
  };
  return { size, quantities: { ...quantities, task } };
}
