// Runs the tests of a file in the realm of the process, not in one of their own, so that all files can share the modules of node_modules.
// `jest-environment-node` makes a realm for each file. Each realm loads aws-cdk-lib again, which takes longer than most tests.

const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** The state that jest-circus leaves on the global object. The next file would go on with it. */
const LEFT_BY_JEST = new Set(['JEST_STATE_SYMBOL', 'EVENT_HANDLERS']);
const timerConfig = { idToRef: (id) => ({ id, ref() { return this; }, unref() { return this; } }), refToId: (timer) => timer?.id };

module.exports = class OneRealmEnvironment {
  /** The full names of the tests that run, of all files. Without it, all run. */
  static selected;
  /** Whether the tests of a file are left out after the first that fails. */
  static stopsAtFirstFailure = false;

  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  #replaced = { console: globalThis.console, exit: process.exit, env: { ...process.env } };
  #hasFailed = false;

  constructor({ projectConfig: config }) {
    Object.assign(globalThis, config.globals);
    this.fakeTimers = new LegacyFakeTimers({ config, global: globalThis, moduleMocker: this.moduleMocker, timerConfig });
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
  }

  async setup() {
    // CDK keeps the stack of every construct. To map a hundred frames of each to TypeScript takes a sixth of all time.
    Error.prepareStackTrace = undefined;
    Error.stackTraceLimit = 10;
  }

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    Object.getOwnPropertySymbols(globalThis).filter(({ description }) => LEFT_BY_JEST.has(description)).forEach((symbol) => delete globalThis[symbol]);
    globalThis.console = this.#replaced.console;
    process.exit = this.#replaced.exit;
    Object.keys(process.env).filter((name) => !(name in this.#replaced.env)).forEach((name) => delete process.env[name]);
    Object.assign(process.env, this.#replaced.env);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Jest only asks whether there is a realm: runtime.cjs compiles for the realm of the process. */
  getVmContext() {
    return {};
  }

  handleTestEvent({ name, test }, { rootDescribeBlock }) {
    if (name === 'run_start' && OneRealmEnvironment.selected) skipOthers(rootDescribeBlock);
    if (name === 'test_fn_failure' || name === 'hook_failure') this.#hasFailed = true;
    if (name === 'test_start' && this.#hasFailed && OneRealmEnvironment.stopsAtFirstFailure) test.mode = 'skip';
  }
};

function skipOthers({ children }, parents = '') {
  for (const child of children) {
    const name = `${parents} ${child.name}`.trimStart();
    if (child.type === 'describeBlock') skipOthers(child, name);
    else if (!module.exports.selected.has(name)) child.mode = 'skip';
  }
}
