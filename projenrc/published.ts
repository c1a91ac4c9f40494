import { awscdk, JsonFile } from 'projen';
import { IF_SOURCE_IS_NEWER } from './documents';

/** Hidden from jsii-docgen, which would take it for the library. */
const BASELINE = 'test/api/.baseline';

/** What the languages need, as far as it can be installed. What cannot is listed as not run. */
export const INSTALL_LANGUAGES = { exec: 'tools/require-packages.sh python3=python3-venv mvn=maven javac=default-jdk-headless || true' };

/** What is published: checked as users of five languages get it, and released. */
export function addPublishing(project: awscdk.AwsCdkConstructLibrary): void {
  const compiled = { spawn: project.compileTask.name, condition: IF_SOURCE_IS_NEWER };
  // What a user installs: the packed library, with the oldest aws-cdk-lib that it promises and with the newest.
  const consumer = project.addTask('test:consumer', {
    description: 'Install the packed library, synthesise every recipe of the documents, and make one template with every tool chain (-- --briefly: one of each kind)',
    steps: [compiled, { exec: 'tools/require-packages.sh unshare=util-linux' }, { exec: 'ts-node test/consumer/main.ts', receiveArgs: true }],
  });

  // What every language sees of the library. projen would have jsii be silent about names that are reserved in one of them.
  project.compileTask.reset('jsii --fail-on-warnings');
  const wrongInputs = project.addTask('test:wrong-inputs', {
    description: 'Write the table of wrong inputs, and demand a test or a reason for each kind of fault of each argument and prop',
    exec: 'ts-node test/wrong-inputs/main.ts .jsii docs/wrong-inputs.md',
  });
  project.addTask('test:api', {
    description: 'Check names and signatures for five languages, and that the API has all that it had at the last release',
    steps: [
      { exec: 'ts-node test/api/main.ts .jsii' },
      { spawn: wrongInputs.name },
      { exec: 'ts-node test/api/baseline.ts .jsii cdk.out/.api-baseline' },
      { exec: `jsii-diff ${BASELINE} . --keys --error-on all` },
    ],
  });
  project.addTask('api:baseline', {
    description: 'Make the compiled API the one that later ones are compared with: at a release, or with a change that breaks it on purpose',
    exec: `ts-node test/api/baseline.ts .jsii ${BASELINE}`,
  });
  // awslint would have props take the interfaces of L1s. What takes an L2's, and why:
  const l2Interfaces = {
    'LatticeExternalIngressProps.vpc': 'subnets are selected in it',
    'LatticeExternalIngressProps.loadBalancerSecurityGroups': 'CDK\'s load balancer takes no other',
    'LatticeExternalIngressProps.taskSecurityGroups': 'CDK\'s service takes no other',
    'LatticeExternalIngressProps.cluster': 'CDK\'s service takes no other',
    'LatticeExternalIngressProps.logGroup': 'roles are granted to write to it, and it gets metric filters',
    'LatticeExternalIngressProps.publicZone': 'CDK\'s records take no other',
    'PrivateRecord.zone': 'CDK\'s records take no other',
  };
  new JsonFile(project, 'awslint.json', {
    marker: false,
    obj: {
      exclude: [
        ...Object.keys(l2Interfaces).map((prop) => `prefer-ref-interface:${project.name}.${prop}`),
        // It also looks into CDK's own types, where ours mention them.
        'prefer-ref-interface:aws-cdk-lib.*',
      ],
    },
  });
  // The same in every language.
  project.addTask('test:languages', {
    description: 'Build the library for every language, and demand the same templates from its examples',
    steps: [
      compiled,
      INSTALL_LANGUAGES,
      { exec: 'ts-node test/languages/main.ts' },
    ],
  });

  // The tests have built every package: a release must not lack one because a toolchain was missing.
  project.packageTask.reset('ts-node test/release/packages.ts');

  project.addGitIgnore('.jsii.tabl.json');

  // What is published.
  project.addTask('sbom', {
    description: 'Write what a user of the packed library installs, as a CycloneDX bill of materials',
    exec: 'tools/sbom.sh dist/sbom.cdx.json dist/js/*.tgz',
  });
  const rehearse = project.addTask('release:rehearse', {
    description: 'Make the next release in a clone, with registries on this machine, twice, the first time with a failure half-way (-- --tests: with every test)',
    steps: [
      // What cannot be installed is listed as not run.
      { exec: 'tools/require-packages.sh python3=python3-venv pip3=python3-pip mvn=maven javac=default-jdk-headless gpg=gnupg || true' },
      { exec: 'ts-node test/release/rehearsal/main.ts', receiveArgs: true },
    ],
  });
  const packed = project.addTask('test:package', {
    description: 'Check what is published: the files of the package, its size, what registries read, and its bill of materials',
    exec: 'ts-node test/release/main.ts',
  });
  project.testTask.spawn(packed);
  // Not with every test: it builds every package once more, at the version that comes next.
  project.addTask('test:release', {
    description: 'Check what is published, use it with every tool chain, rehearse the next release, and follow the whole runbook',
    steps: [{ spawn: packed.name }, { spawn: consumer.name }, { spawn: rehearse.name }, { spawn: 'test:deploy', args: ['--only', 'runbook'] }],
  });

  project.addTask('release:renew', {
    description: 'After a release: write its version into the examples, and what the API and upgrades are compared with',
    steps: [{ exec: 'ts-node tools/release/renew-examples.ts' }, { spawn: project.compileTask.name }, { spawn: 'api:baseline' }, { spawn: 'upgrade:baseline' }],
  });
  // Else the notes of the first release would be every commit so far, and begin with changes of what nobody could install.
  project.tasks.tryFind('bump')!.exec('cp tools/release/first-notes.md dist/changelog.md', { condition: 'grep -qx 0.1.0 dist/version.txt' });
  project.gitignore.include(`/${BASELINE}/.jsii`);
}
