// Stryker's runner for Jest, with less work for each change: Jest starts once, loads node_modules once, reads only the files whose tests
// reach the change, begins with those nearest to it, and stops at the first test that fails.
// The tests stay the same, and so does what Stryker makes of their results.

import { readFileSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { join, relative } from 'path';
import { SearchSource } from '@jest/core';
import { PluginKind, commonTokens, declareFactoryPlugin } from '@stryker-mutator/api/plugin';
import * as strykerJest from '@stryker-mutator/jest-runner';
import { readConfigs } from 'jest-config';
import JestRunner from 'jest-runner';
import JestRuntime from 'jest-runtime';

const Environment = createRequire(import.meta.url)('../one-realm/environment.cjs');

/** In Stryker's copy of the project: the names and the time of the tests of each file. A process that Stryker starts later reads it. */
const TESTS = '.tests-of-files.json';

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'jest-in-one-realm', oneRealmRunner)];

oneRealmRunner.inject = [commonTokens.injector];
function oneRealmRunner(injector) {
  const runner = injector.injectFunction(strykerJest.strykerPlugins[0].factory);
  const jest = runner.jestTestAdapter = new Jest();
  const { dryRun, mutantRun } = runner;
  return Object.assign(runner, {
    async dryRun(options) {
      const result = await dryRun.call(runner, options);
      if (result.tests) writeFileSync(TESTS, JSON.stringify(byFile(result.tests)));
      return result;
    },
    async mutantRun(options) {
      const selected = options.testFilter && new Set(options.testFilter);
      Environment.selected = selected;
      Environment.stopsAtFirstFailure = true;
      jest.files = nearestFirst(relative(process.cwd(), options.sandboxFileName), selected);
      // Stryker makes one pattern of all names of its filter. Looking them up in a set is faster.
      return mutantRun.call(runner, { ...options, testFilter: undefined });
    },
  });
}

function byFile(tests) {
  const files = {};
  for (const { name, fileName, timeSpentMs } of tests) {
    const file = files[relative(process.cwd(), fileName)] ??= { names: [], ms: 0 };
    file.names.push(name);
    file.ms += timeSpentMs;
  }
  return files;
}

/** The files that hold selected tests. A test is near a change when their paths start with the same folders; of those the quickest comes first. */
function nearestFirst(changed, selected) {
  const folders = changed.replace(/^src/, 'test').replace(/^handlers(.parts)?/, 'test/handlers').split('/');
  const nearness = (file) => file.split('/').findIndex((part, index) => part !== folders[index]);
  return Object.entries(JSON.parse(readFileSync(TESTS, 'utf8')))
    .filter(([, { names }]) => !selected || names.some((name) => selected.has(name)))
    .sort(([a, { ms: msOfA }], [b, { ms: msOfB }]) => nearness(b) - nearness(a) || msOfA - msOfB)
    .map(([file]) => join(process.cwd(), file));
}

/** What Stryker's runner calls in place of Jest's command line. */
class Jest {
  /** The files to run. Without them, all run. */
  files;
  #projects = new Map();

  async run({ jestConfig: options, testLocationInResults }) {
    const { globalConfig, context } = await this.#projectOf(JSON.stringify(options), testLocationInResults);
    const paths = this.files ?? (await new SearchSource(context).getTestPaths(globalConfig, context.config)).tests.map(({ path }) => path);
    const testResults = [];
    const hasFailed = () => testResults.some(({ numFailingTests, testExecError }) => numFailingTests > 0 || testExecError);
    const runner = new JestRunner(globalConfig, {});
    runner.on('test-file-success', ([, result]) => testResults.push(result));
    runner.on('test-file-failure', ([{ path }, error]) => testResults.push({ testFilePath: path, testResults: [], testExecError: error }));
    for (const path of paths) {
      await runner.runTests([{ context, path }], { isInterrupted: () => false }, { serial: true });
      if (this.files && hasFailed()) break;
    }
    return { results: { testResults, numRuntimeErrorTestSuites: testResults.filter(({ testExecError }) => testExecError).length } };
  }

  /** Jest's settings, and the files of the project. The runner's options differ only between its first run and the others. */
  async #projectOf(config, testLocationInResults) {
    if (!this.#projects.has(config)) {
      const argv = { $0: 'stryker', _: [], config, runInBand: true, silent: true, testLocationInResults };
      const { globalConfig, configs: [projectConfig] } = await readConfigs(argv, [process.cwd()]);
      const context = await JestRuntime.createContext(projectConfig, { console, maxWorkers: 1, watch: false, watchman: false });
      this.#projects.set(config, { globalConfig, context });
    }
    return this.#projects.get(config);
  }
}
