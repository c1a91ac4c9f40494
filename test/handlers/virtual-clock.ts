import { untilNothingIsUnderWay } from './requests-under-way';

/** Lambda ends every function after so long. */
const LAMBDA_MS = 15 * 60_000;

/** What runs now, by the timer that ends it. */
const running = new Set<NodeJS.Timeout>();
let isPassing = false;

// Each test of a file that imports this has its own clock. The timers of the SDK go by it too; Node's own parts, such as sockets, have real time.
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'clearImmediate', 'queueMicrotask', 'performance', 'hrtime'] });
});

afterEach(() => {
  running.clear();
  jest.useRealTimers();
});

/**
 * Runs a function while time passes: from one timer to the next, and only while no request is under way.
 *
 * How long a reply takes in reality does not count, so a busy machine changes nothing.
 */
export async function whileTimePasses<T>(action: () => Promise<T>): Promise<T> {
  let lambda: NodeJS.Timeout;
  const end = new Promise<never>((_, reject) => {
    lambda = setTimeout(() => reject(new Error(`the function did not end within ${LAMBDA_MS / 60_000} minutes`)), LAMBDA_MS);
  });
  running.add(lambda!);
  void passTime();
  try {
    return await Promise.race([action(), end]);
  } finally {
    clearTimeout(lambda!);
    running.delete(lambda!);
  }
}

/** `AbortSignal.timeout` by the clock of the test. */
export function timeoutSignal(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms);
  return controller.signal;
}

/** One clock serves all functions that run at the same time. */
async function passTime(): Promise<void> {
  if (isPassing) return;
  isPassing = true;
  while (running.size > 0) {
    await untilNothingIsUnderWay();
    if (running.size > 0) await jest.advanceTimersToNextTimerAsync();
  }
  isPassing = false;
}
