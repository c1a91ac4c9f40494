// Changes src/ and handlers/ one expression at a time and runs the unit tests that reach it; README.md says how to read what survives.

const { MUTATE: folder = '{handlers,src}', TESTS: tests = folder.startsWith('handlers') ? 'test/handlers/**/*.test.ts' : undefined } = process.env;

export default {
  // All default mutators are on.
  mutate: [`${folder}/**/*.{js,ts}`],
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A test waits for stand-ins of AWS, on a machine that may be busy.
  timeoutMS: 30_000,
  jest: {
    // Tests read and evaluate handlers; they do not import them, so jest finds no relation between the two.
    enableFindRelatedTests: false,
    config: {
      testPathIgnorePatterns: [
        '/node_modules/',
        // These read source texts. A text that Stryker has changed is none that a person wrote.
        '<rootDir>/test/handlers/(runbook|sources).test.ts',
        // These look at documents, tools and the package, which no change of src/ or handlers/ reaches.
        '<rootDir>/test/(api|docs|release|tools|upgrade)/',
      ],
      // A test that only synthesises notices nothing in handlers/: it never runs them.
      ...tests && { testMatch: [`<rootDir>/${tests}`] },
    },
  },
  ignorePatterns: ['/lib', '/dist', '.venv*', '.mypy_cache', '/.clients', '/cdk.out', '/integ/*.snapshot', '/reports', '/.languages', '/.rehearsal', '/.bench', '/.load'],
  reporters: ['clear-text', 'json', 'html', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
  tempDirName: '.stryker',
};
