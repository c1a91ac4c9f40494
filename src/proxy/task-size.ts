import { TrafficProfileOptions } from './nginx';
import { requireKnown } from '../private/validation';

/** Options for the size of one task. */
export interface TaskSizeOptions extends TrafficProfileOptions {
  /**
   * CPU units of one task, 1024 of them being one vCPU.
   *
   * nginx runs one worker for each whole vCPU.
   *
   * @default 512
   * @throws where Fargate has no task of this size
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
   */
  readonly cpu?: number;

  /**
   * Memory of one task in MiB.
   *
   * It decides how many connections a task takes on, in all and from one client: see `capacity` of the ingress.
   *
   * @default 2048
   * @throws where Fargate has no task of this size
   */
  readonly memoryLimitMiB?: number;
}

/** The size of a task, defaults filled in. */
export type TaskSize = Required<Pick<TaskSizeOptions, 'cpu' | 'memoryLimitMiB'>>;

/** For each number of CPU units: least memory, most memory, step, in MiB. */
const FARGATE_SIZES: Record<number, [least: number, most: number, step: number]> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};

/** A size that Fargate has. */
export function taskSizeOf({ cpu = 512, memoryLimitMiB = 2048 }: TaskSizeOptions): TaskSize {
  const reason = 'the proxy\'s workers and limits follow from it';
  requireKnown('cpu', cpu, reason);
  requireKnown('memoryLimitMiB', memoryLimitMiB, reason);
  if (!memoryFor(cpu).includes(memoryLimitMiB)) {
    throw new Error(`'cpu' and 'memoryLimitMiB' must be a size that Fargate has, got cpu=${cpu} and memoryLimitMiB=${memoryLimitMiB}; ${validSizes(cpu)}`);
  }
  return { cpu, memoryLimitMiB };
}

/** Every size that Fargate has, the smallest first. */
export function fargateSizes(): TaskSize[] {
  return CPUS.flatMap((cpu) => memoryFor(cpu).map((memoryLimitMiB) => ({ cpu, memoryLimitMiB })));
}

function validSizes(cpu: number): string {
  return memoryFor(cpu).length > 0
    ? `with cpu=${cpu} memoryLimitMiB may be ${memoryFor(cpu).join(', ')}`
    : `cpu may be ${CPUS.join(', ')}`;
}

const CPUS = [256, ...Object.keys(FARGATE_SIZES).map(Number)];

function memoryFor(cpu: number): number[] {
  if (cpu === 256) {
    return [512, 1024, 2048];
  }
  const [least, most, step] = FARGATE_SIZES[cpu] ?? [0, -1, 1];
  return Array.from({ length: Math.floor((most - least) / step) + 1 }, (_, index) => least + index * step);
}
