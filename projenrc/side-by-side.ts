import { awscdk } from 'projen';
import { SYNTHESISE_QUICK_START } from './documents';
import { INSTALL_LANGUAGES } from './published';

/** Folders of unit tests that take a third of the time of all, so `npm test` runs them here and not with the others. */
const SLOW_FOLDERS = {
  contract: 'Run the unit tests of what must hold for every ingress, and in every company\'s app',
  handlers: 'Run the unit tests of the functions that CloudFormation calls',
};

/** So many at a time. The tests wait for much of their time, so two of them leave two cores idle. */
const AT_A_TIME = 3;

/** Tests that no clock judges, as `npm test` runs them; the longest first, in the main. */
const TESTS = [
  // The whole also has cases that take minutes.
  'test:deploy --briefly',
  // A rollout takes nine seconds there and back, and there are fifty: `npm run test:changes` deploys those too.
  'test:changes --briefly',
  'test:languages',
  'test:account',
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

/** Runs these tests three at a time. The output of each is in one piece; if one fails, the others go on to their end, and the task fails. */
export function addTestsSideBySide(project: awscdk.AwsCdkConstructLibrary): void {
  Object.entries(SLOW_FOLDERS).forEach(([folder, description]) => project.addTask(`test:${folder}`, { description, exec: `jest --runInBand test/${folder}`, receiveArgs: true }));
  const names = TESTS.map((test) => test.split(' ')[0]);
  const commands = TESTS.map((test) => `"projen ${test}"`);
  project.testTask.spawn(project.addTask('test:side-by-side', {
    description: 'Run the tests that no clock judges, three at a time',
    steps: [
      // Several of them need these, and only one at a time may install them.
      { exec: 'bash test/laboratory/lab/account/install.sh' },
      { exec: 'bash test/laboratory/lab/checkov/install.sh' },
      INSTALL_LANGUAGES,
      { spawn: SYNTHESISE_QUICK_START },
      { exec: `concurrently --max-processes ${AT_A_TIME} --group --timings --names ${names.join()} ${commands.join(' ')}` },
    ],
  }));
}
