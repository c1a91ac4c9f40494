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

/** The memory that a task may have with each number of CPU units, in MiB. */
const FARGATE_SIZES: Record<number, number[]> = {
  256: [512, 1024, 2048],
  512: inSteps(1024, 4096, 1024),
  1024: inSteps(2048, 8192, 1024),
  2048: inSteps(4096, 16384, 1024),
  4096: inSteps(8192, 30720, 1024),
  8192: inSteps(16384, 61440, 4096),
  16384: inSteps(32768, 122880, 8192),
};

const CPUS = Object.keys(FARGATE_SIZES).map(Number);

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

function memoryFor(cpu: number): number[] {
  return FARGATE_SIZES[cpu] ?? [];
}

function inSteps(least: number, most: number, step: number): number[] {
  return Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
}
