import { readFileSync } from 'fs';
import { join } from 'path';
import { handlerSource } from '../../src/private/handler-source';

const HANDLERS = join(__dirname, '..', '..', 'handlers');

/** Node takes no longer one. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The event of a custom resource, as CloudFormation sends it to a function. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Record<string, unknown>;
  readonly OldResourceProperties?: Record<string, unknown>;
}

/** The part of Lambda's context that the functions use. */
export interface LambdaContext {
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

export interface InlineFunction {
  handler(event: CustomResourceEvent, context: LambdaContext): Promise<void>;
  onCreate?(event: CustomResourceEvent): Promise<unknown>;
  onUpdate?(event: CustomResourceEvent): Promise<unknown>;
  onDelete?(event: CustomResourceEvent): Promise<unknown>;
  onSchedule?(work: Record<string, unknown>): Promise<unknown>;
}

export interface InlineFunctionOptions {
  /** How many times faster than real the function's own timers run: it waits 1/speed of what it asked for. */
  readonly speed?: number;
  /** The one length of timers that run no faster, in milliseconds: such as the silence that a function bears. */
  readonly unhurried?: number;
  /** The length from which timers are limits, in milliseconds: they run out by the pauses that the function made, so that a slow machine does not shorten them. */
  readonly limitsFrom?: number;
  /** Gets every pause that the function asked for, in milliseconds. */
  readonly pauses?: number[];
  /** Holds the timers that the function has set and neither waited for nor cleared. */
  readonly openTimers?: Set<unknown>;
  /** Gets every line that the function logged. */
  readonly log?: string[];
}

/** The text of a handler, or of a part such as `parts/patience`. */
export function handlerText(name: string): string {
  return readFileSync(join(HANDLERS, `${name}.js`), 'utf8');
}

/** Runs a shipped function in this process. */
export function inlineFunction(name: string, options: InlineFunctionOptions = {}): InlineFunction {
  return evaluate(handlerSource(name), options);
}

/** Evaluates a text as one CommonJS module, as Lambda does with index.js. */
export function evaluate(code: string, options: InlineFunctionOptions = {}): InlineFunction {
  const module = { exports: {} as InlineFunction };
  const { speed = 1, unhurried, limitsFrom = Infinity, pauses = [], openTimers = new Set(), log = [] } = options;
  const limits = new Map<NodeJS.Timeout, { left: number; readonly runOut: () => void }>();
  const pass = (ms: number) => limits.forEach((limit) => {
    limit.left -= ms;
    if (limit.left <= 0) limit.runOut();
  });
  const set = (callback: () => void, ms: number) => {
    pauses.push(ms);
    const isLimit = ms >= limitsFrom;
    const end = () => {
      openTimers.delete(timer);
      limits.delete(timer);
      callback();
    };
    const timer = isLimit
      ? setTimeout(end, LONGEST_TIMER_MS)
      : setTimeout(() => {
        end();
        pass(ms);
      }, ms === unhurried ? ms : ms / speed);
    if (isLimit) limits.set(timer, { left: ms, runOut: end });
    openTimers.add(timer);
    // As in Lambda, an action that lost against the clock keeps nothing alive.
    return timer.unref();
  };
  const clear = (timer: NodeJS.Timeout) => {
    openTimers.delete(timer);
    limits.delete(timer);
    clearTimeout(timer);
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const load = new Function('exports', 'require', 'module', 'setTimeout', 'clearTimeout', 'console', code);
  load(module.exports, require, module, set, clear, { log: (line: string) => log.push(line), error: () => {} });
  return module.exports;
}
