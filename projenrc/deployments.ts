import { awscdk } from 'projen';
import { QUICK_START, SYNTHESISE_QUICK_START, WITHOUT_CDK } from './documents';

/** How many ingresses are drawn at random for the account's rules, and from which seed. */
const SHAPES = '300 1';

/** The emulated AWS account: create, update, upgrade, roll back, delete; and the rules of AWS and of others for templates. */
export function addDeploymentTasks(project: awscdk.AwsCdkConstructLibrary): void {
  project.addTask('test:account', {
    description: 'Apply the rules of an AWS account to every template that the repository synthesises, and prove each rule',
    steps: [
      { exec: 'bash test/laboratory/lab/account/install.sh' },
      { spawn: SYNTHESISE_QUICK_START },
      { exec: `ts-node test/account/synthesise.ts cdk.out/account ${SHAPES}` },
      { exec: '.venv-deploy/bin/python -m lab.rules.suite cdk.out/account', receiveArgs: true },
    ],
  });
  project.addTask('test:deploy', {
    description: 'Deploy the ingress and the integ apps to an emulated AWS account on this machine',
    steps: [{ exec: 'bash test/laboratory/lab/account/install.sh' }, { exec: '.venv-deploy/bin/python -m lab.deploy.suite', receiveArgs: true }],
  });
  const between = (suite: string, description: string) => project.testTask.spawn(project.addTask(`test:${suite}`, {
    description,
    steps: [
      { spawn: 'laboratory' },
      { exec: 'bash test/laboratory/lab/account/install.sh' },
      { exec: `.venv/bin/python -m lab.${suite}.suite`, receiveArgs: true },
    ],
  }));
  between('following', 'Follow a service network of the emulated account through the real nginx, and measure how long a name takes (-- --minute 60: by the clock)');
  between('rollouts', 'Take a bad rollout back in the emulated account by what real tasks log, and fail where a client notices');
  const templatesInto = (folder: string) => ({ exec: `ts-node test/upgrade/synthesise.ts ${folder}` });
  project.addTask('test:upgrade', {
    description: 'Upgrade the last release to the working tree, and fail where something is replaced or clients would notice',
    steps: [
      templatesInto('cdk.out/upgrade'),
      { exec: 'ts-node test/upgrade/main.ts test/upgrade/baseline cdk.out/upgrade' },
      { exec: 'bash test/laboratory/lab/account/install.sh' },
      { exec: '.venv-deploy/bin/python -m lab.upgrade.suite cdk.out/upgrade' },
    ],
  });
  project.addTask('test:changes', {
    description: 'Judge each change of a prop by what it does to a stack, and try those that are more than in place in the emulated account',
    steps: [
      { exec: 'ts-node test/changes/main.ts cdk.out/changes' },
      { exec: 'bash test/laboratory/lab/account/install.sh' },
      { exec: '.venv-deploy/bin/python -m lab.changes.suite cdk.out/changes', receiveArgs: true },
    ],
  });
  project.addTask('changes:table', {
    description: 'Write the table of changes in docs/operations.md',
    steps: [{ exec: 'ts-node test/changes/main.ts --write' }],
  });
  project.addTask('upgrade:baseline', {
    description: 'At a release: write the templates that upgrades are tested from',
    steps: [templatesInto('test/upgrade/baseline')],
  });
  project.gitattributes.addAttributes('/test/upgrade/baseline/**', 'linguist-generated');
  project.gitattributes.addAttributes('/test/laboratory/lab/rules/rules.md', 'linguist-generated');

  project.addTask('test:checkov', {
    description: 'Run checkov over the synthesised templates; every finding is listed with its reason',
    steps: [
      { exec: 'bash test/laboratory/lab/checkov/install.sh' },
      { spawn: SYNTHESISE_QUICK_START },
      { exec: `.venv-checkov/bin/python -m lab.checkov.suite integ/*.snapshot/LatticeExternalIngress*.template.json ${QUICK_START} ${WITHOUT_CDK}` },
    ],
  });
}
