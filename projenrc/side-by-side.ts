import { awscdk } from 'projen';
import { sideBySide } from './concurrently';
import { SYNTHESISE_QUICK_START } from './documents';
import { INSTALL_LANGUAGES } from './published';

/** Folders of unit tests that take a third of the time of all, so `npm test` runs them here and not with the others. */
const SLOW_FOLDERS = {
  contract: 'Run the unit tests of what must hold for every ingress, and in every company\'s app',
  handlers: 'Run the unit tests of the functions that CloudFormation calls',
};

/** What a program finds that reads all files, the longest first. It waits for nothing, and most of it takes one core. */
const READERS = ['rosetta', 'integ:verify', 'eslint', 'lint:python'];
const READERS_AT_A_TIME = 2;

/** So many tests at a time. They wait for much of their time, so two of them leave two cores idle. */
const TESTS_AT_A_TIME = 3;

/** Tests that no clock judges, or only by whole seconds, as `npm test` runs them; the longest first, in the main. */
const TESTS = [
  // The whole also has cases that take minutes.
  'test:deploy --briefly',
  // A rollout takes nine seconds there and back, and there are fifty: `npm run test:changes` deploys those too.
  'test:changes --briefly',
  'test:languages',
  'test:commands',
  'test:account',
  'test:clients',
  // The whole also installs other versions of Node and other package managers, 700 MB, which is for a release.
  'test:consumer --briefly',
  'test:upgrade',
  ...Object.keys(SLOW_FOLDERS).map((folder) => `test:${folder}`),
  'test:computing',
  'test:api',
  'test:checkov',
];

/** For jest, where `npm test` runs the other unit tests. */
export const WITHOUT_SLOW_FOLDERS = ['/node_modules/', ...Object.keys(SLOW_FOLDERS).map((folder) => `/test/${folder}/`)].map((pattern) => `--testPathIgnorePatterns=${pattern}`);

/** What `npm test` checks before it runs anything. */
export function addStaticTests(project: awscdk.AwsCdkConstructLibrary): void {
  project.testTask.removeStep(project.testTask.steps.findIndex(({ spawn }) => spawn === 'eslint'));
  project.testTask.spawn(project.addTask('test:static', {
    description: 'Check what nothing has to run for: the examples of the documentation, the snapshots of the integ apps, the style of TypeScript, and the style and types of Python',
    exec: sideBySide(READERS, READERS_AT_A_TIME),
  }));
}

/** What `npm test` runs at the end. */
export function addTestsSideBySide(project: awscdk.AwsCdkConstructLibrary): void {
  Object.entries(SLOW_FOLDERS).forEach(([folder, description]) => project.addTask(`test:${folder}`, { description, exec: `jest --runInBand test/${folder}`, receiveArgs: true }));
  project.testTask.spawn(project.addTask('test:side-by-side', {
    description: 'Run the tests that no clock judges, three at a time',
    steps: [
      // Several of them need these, and only one at a time may install them.
      { exec: 'bash test/laboratory/lab/account/install.sh' },
      { exec: 'bash test/laboratory/lab/checkov/install.sh' },
      { exec: 'test/laboratory/lab/clients/install.sh' },
      INSTALL_LANGUAGES,
      { spawn: SYNTHESISE_QUICK_START },
      { exec: sideBySide(TESTS, TESTS_AT_A_TIME) },
    ],
  }));
}
