// Stryker's runner for Jest, with less work for each change: Jest starts once, loads node_modules once, reads only the files that reach the
// change in their tests or while they are loaded, begins with those nearest to it, and stops at the first test that fails.
// The tests stay the same, and so does what Stryker makes of their results.

import { readFileSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { join, relative } from 'path';
import { SearchSource } from '@jest/core';
import { PluginKind, commonTokens, declareFactoryPlugin } from '@stryker-mutator/api/plugin';
import { MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import * as strykerJest from '@stryker-mutator/jest-runner';
import { readConfigs } from 'jest-config';
import JestRunner from 'jest-runner';
import JestRuntime from 'jest-runtime';
import { NOT_DRAWN } from './sample.mjs';

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
      if (result.tests) {
        const files = byFile(result.tests);
        writeFileSync(TESTS, JSON.stringify(files));
        if (result.mutantCoverage) countLoadingAsTest(result, files, jest.coverageOfLoading);
      }
      return result;
    },
    async mutantRun(options) {
      if (Date.now() > Number(process.env.MUTATION_ENDS ?? Infinity)) return { status: MutantRunStatus.Error, errorMessage: NOT_DRAWN };
      const selected = options.testFilter && new Set(testsOf(options.testFilter));
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
    const file = files[relative(process.cwd(), fileName)] ??= { names: [], ms: 0, msOf: {} };
    file.names.push(name);
    file.ms += timeSpentMs;
    file.msOf[name] = timeSpentMs;
  }
  return files;
}

/**
 * What a file reaches while it is loaded, or in a `describe`, counts as reached by one more test, which is named after the file and takes as
 * long as all of its tests. To Stryker it would be reached by every test of every file: most of `src/`, in hours instead of minutes.
 */
function countLoadingAsTest({ tests, mutantCoverage }, files, coverageOfLoading) {
  for (const [file, coverage] of Object.entries(coverageOfLoading)) {
    const { ms } = files[file] ?? { ms: 0 };
    tests.push({ id: file, name: file, fileName: join(process.cwd(), file), status: TestStatus.Success, timeSpentMs: ms });
    mutantCoverage.perTest[file] = coverage;
  }
  mutantCoverage.static = {};
}

/** The names of a filter, with all tests of a file in place of its own name. */
function testsOf(filter) {
  const files = JSON.parse(readFileSync(TESTS, 'utf8'));
  return filter.flatMap((name) => files[name]?.names ?? [name]);
}

/** Tests that concern every folder: what is refused, and what holds in each app. */
const OF_ALL_FOLDERS = /^test\/(wrong-inputs|contract)\//;

/**
 * The files that hold selected tests. First comes the file that is named after the changed one, then those of the same folder, and then those
 * of all folders. Other tests are the nearer the more folders their paths share; of those that are as near the quickest comes first.
 * `SECONDS_PER_CHANGE` leaves out the files that come after so many seconds of tests.
 */
function nearestFirst(changed, selected) {
  let left = 1000 * Number(process.env.SECONDS_PER_CHANGE ?? Infinity);
  const ownTests = changed.replace(/^src/, 'test').replace(/^handlers(.parts)?/, 'test/handlers').replace(/\.\w+$/, '.test.ts');
  const folders = ownTests.split('/');
  const nearness = (file) => {
    if (file === ownTests) return folders.length;
    const shared = file.split('/').findIndex((part, index) => part !== folders[index]);
    return OF_ALL_FOLDERS.test(file) ? Math.max(shared, folders.length - 1.5) : shared;
  };
  return Object.entries(JSON.parse(readFileSync(TESTS, 'utf8')))
    .map(([file, { names, msOf }]) => ({ file, chosen: names.filter((name) => !selected || selected.has(name)), msOf }))
    .filter(({ chosen }) => chosen.length > 0)
    .map(({ file, chosen, msOf }) => ({ file, ms: chosen.reduce((sum, name) => sum + msOf[name], 0) }))
    .sort((a, b) => nearness(b.file) - nearness(a.file) || a.ms - b.ms)
    .filter(({ ms }, index) => (left -= ms) > 0 || index === 0)
    .map(({ file }) => join(process.cwd(), file));
}

/** What Stryker's runner calls in place of Jest's command line. */
class Jest {
  /** The files to run. Without them, all run. */
  files;
  /** The changes that each file reached outside of its tests, while all files ran. */
  coverageOfLoading = {};
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
      const { mutantCoverage } = globalThis[options.globals.__strykerGlobalNamespace__] ?? {};
      if (!this.files && mutantCoverage) {
        this.coverageOfLoading[relative(process.cwd(), path)] = mutantCoverage.static;
        mutantCoverage.static = {};
      }
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
