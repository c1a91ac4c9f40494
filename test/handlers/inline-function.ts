import { readFileSync } from 'fs';
import { join } from 'path';
import { countedFetch } from './requests-under-way';
import { timeoutSignal, whileTimePasses } from './virtual-clock';
import { handlerSource } from '../../src/private/handler-source';

const HANDLERS = join(__dirname, '..', '..', 'handlers');

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
  /** Gets every pause that the function asked for, in milliseconds. */
  readonly pauses?: number[];
  /** Holds the timers that the function has set and neither waited for nor cleared. */
  readonly openTimers?: Set<unknown>;
  /** Gets every line that the function logged. */
  readonly log?: string[];
  /** Gets every error that the function logged. */
  readonly errors?: unknown[];
}

/** The text of a handler, or of a part such as `parts/retry-denied`. */
export function handlerText(name: string): string {
  return readFileSync(join(HANDLERS, `${name}.js`), 'utf8');
}

/** Runs a shipped function in this process. */
export function inlineFunction(name: string, options: InlineFunctionOptions = {}): InlineFunction {
  return evaluate(handlerSource(name), options);
}

/** Evaluates a text as one CommonJS module, as Lambda does with index.js. */
export function evaluate(code: string, { pauses = [], openTimers = new Set(), log = [], errors = [] }: InlineFunctionOptions = {}): InlineFunction {
  const module = { exports: {} as InlineFunction };
  const set = (callback: () => void, ms: number) => {
    pauses.push(ms);
    const timer = setTimeout(() => {
      openTimers.delete(timer);
      callback();
    }, ms);
    openTimers.add(timer);
    return timer;
  };
  const clear = (timer: NodeJS.Timeout) => {
    openTimers.delete(timer);
    clearTimeout(timer);
  };
  const globals = {
    exports: module.exports,
    module,
    require,
    setTimeout: set,
    clearTimeout: clear,
    AbortSignal: { timeout: timeoutSignal },
    fetch: countedFetch,
    console: { log: (line: string) => log.push(line), error: (error: unknown) => errors.push(error) },
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function(...Object.keys(globals), code)(...Object.values(globals));
  const { handler } = module.exports;
  return Object.assign(module.exports, {
    handler: async (event: CustomResourceEvent, context: LambdaContext) => whileTimePasses(async () => handler(event, context)),
  });
}
