// Changes src/ and handlers/ one expression at a time and runs the unit tests that reach it; README.md says how to read what survives.

import { fileURLToPath } from 'url';

const { MUTATE: what = '{handlers,src}', SAMPLE: share, TESTS: tests = what.startsWith('handlers') ? 'test/handlers/**/*.test.ts' : undefined } = process.env;
// The processes of Stryker read it: a change counts as not drawn if its turn comes later.
if (process.env.MINUTES) process.env.MUTATION_ENDS = String(Date.now() + Number(process.env.MINUTES) * 60_000);
const isFile = /\.\w+$/.test(what);
const report = what.replace(/\W+/g, '-').replace(/^-|-$/g, '');
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default {
  // All default mutators are on.
  mutate: [isFile ? what : `${what}/**/*.{js,ts}`],
  plugins: ['@stryker-mutator/*', here('jest-in-one-realm.mjs'), here('sample.mjs'), here('survivors.mjs')],
  checkers: share ? ['sample'] : [],
  testRunner: 'jest-in-one-realm',
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A process keeps a part of each file of tests that it has run: after all files more than 3 GB, and after a hundred changes as much again.
  testRunnerNodeArgs: ['--max-old-space-size=6144'],
  maxTestRunnerReuse: 60,
  // A test waits for stand-ins of AWS, on a machine that may be busy.
  timeoutMS: 30_000,
  dryRunTimeoutMinutes: 60,
  jest: {
    config: {
      testEnvironment: here('../one-realm/environment.cjs'),
      runtime: here('../one-realm/runtime.cjs'),
      // tsc checks types elsewhere; here it would check them again for each file.
      transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', transpilation: true, diagnostics: false }] },
      testPathIgnorePatterns: [
        '/node_modules/',
        // These read source texts. A text that Stryker has changed is none that a person wrote.
        '<rootDir>/test/handlers/(runbook|sources).test.ts',
        // These look at documents, tools and the package, which no change of src/ or handlers/ reaches.
        '<rootDir>/test/(api|docs|release|tools|upgrade)/',
        // These look at package.json and at snapshots of templates.
        '<rootDir>/test/contract/(commands|integ|texts).test.ts',
      ],
      // A test that only synthesises notices nothing in handlers/: it never runs them.
      ...tests && { testMatch: [`<rootDir>/${tests}`] },
    },
  },
  ignorePatterns: ['/lib', '/dist', '.venv*', '.mypy_cache', '/.clients', '/cdk.out', '/integ/*.snapshot', '/reports', '/.languages', '/.rehearsal', '/.bench', '/.load'],
  reporters: ['clear-text', 'json', 'html', 'progress', 'survivors', ...share ? ['estimate'] : []],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `reports/mutation/${report}.json` },
  htmlReporter: { fileName: `reports/mutation/${report}.html` },
  // With --incremental, a later run measures again only what has changed.
  incrementalFile: `reports/mutation/${report}.incremental.json`,
  tempDirName: '.stryker',
  // Some tests run nginx and hadolint, which the laboratory has installed beside the copy of the project.
  buildCommand: 'ln -s ../../.venv .venv',
};
