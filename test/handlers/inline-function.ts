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
  /** Gets every line that the function logged, as Lambda writes it into the log group. */
  readonly log?: string[];
  /** Gets every error that the function logged. */
  readonly errors?: unknown[];
}

/**
 * What the Node.js runtime writes before each line of the console. A line that is written to stdout itself stays as it is.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html, and https://github.com/aws-powertools/powertools-lambda-typescript/issues/747
 */
const CONSOLE_PREFIX = '2026-11-24T00:00:00.000Z\t79b4f56e-95b1-4643-9700-2807f4e68189\tINFO\t';

/** What the function itself said in a line of its log. */
export function saidIn(line: string): string {
  return line.replace(CONSOLE_PREFIX, '');
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
    process: { stdout: { write: (text: string) => log.push(...text.trimEnd().split('\n')) } },
    console: { log: (line: string) => log.push(`${CONSOLE_PREFIX}${line}`), error: (error: unknown) => errors.push(error) },
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function(...Object.keys(globals), code)(...Object.values(globals));
  const { handler } = module.exports;
  return Object.assign(module.exports, {
    handler: async (event: CustomResourceEvent, context: LambdaContext) => whileTimePasses(async () => handler(event, context)),
  });
}
