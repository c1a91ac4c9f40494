import { awscdk } from 'projen';
import { IF_SOURCE_IS_NEWER, QUICK_START, SYNTHESISE_QUICK_START, synthesisedTo, WITHOUT_CDK } from './documents';

/** What `test/data-plane/templates/shapes.ts` synthesises. */
const shape = (name: string) => `cdk.out/data-plane/Shape${name}.template.json`;
const GENERATED_NAMES = 'cdk.out/data-plane/GeneratedNames.template.json';

/** The laboratory: a real nginx in network namespaces of its own, to be tested, measured and shown. */
export function addLaboratoryTasks(project: awscdk.AwsCdkConstructLibrary): void {
  const laboratory = project.addTask('laboratory', {
    description: 'Install what the laboratory and the unit tests need',
    steps: [
      // The unit tests copy images to a real registry; the laboratory comes with the linter of Dockerfiles that they run.
      { exec: 'tools/require-packages.sh docker-registry=docker-registry openssl=openssl' },
      { exec: 'bash test/laboratory/install.sh' },
    ],
  });
  project.testTask.prependSpawn(laboratory);
  project.testTask.prependExec('jsii --fail-on-warnings', { condition: IF_SOURCE_IS_NEWER });
  // What a plain user lacks is said before anything takes time.
  project.testTask.prependExec('tools/check-machine.sh');
  project.addTask('lint:python', {
    description: 'Check the Python of the laboratory and of the examples: ruff, and the types with mypy',
    steps: [
      { spawn: laboratory.name },
      { exec: '.venv/bin/ruff check --no-cache --config test/laboratory/pyproject.toml test/laboratory examples test/languages/python' },
      { exec: '../../.venv/bin/mypy', cwd: 'test/laboratory' },
    ],
  });
  const mutation = project.addTask('test:mutation', {
    description: 'Change src/ and handlers/ one expression at a time, and list what the unit tests do not notice (hours; MUTATE=src/edge: one folder; TESTS: some tests)',
    exec: 'stryker run test/mutation/stryker.config.mjs',
    receiveArgs: true,
  });
  const ownTemplates = [
    `--generated-names ${GENERATED_NAMES}`, `--redirect ${shape('Redirect')}`, `--tls-only ${shape('TlsOnly')}`,
    `--restricted-names ${shape('RestrictedNames')}`, `--restricted-redirect ${shape('RestrictedNamesRedirect')}`,
    `--listener-ports ${shape('ListenerPorts')}`, `--many-services ${shape('ManyServices')}`,
  ].join(' ');
  const dataPlaneTemplates = project.addTask('synth:data-plane', {
    description: 'Synthesise what the laboratory runs: the quick start, the default without any name, and further shapes',
    env: { CDK_OUTDIR: 'cdk.out/data-plane' },
    steps: [
      { spawn: laboratory.name },
      { spawn: SYNTHESISE_QUICK_START },
      ...Object.entries({ 'generated-names': GENERATED_NAMES, 'shapes': shape('ListenerPorts') }).map(([app, template]) => (
        { exec: `ts-node test/data-plane/templates/${app}.ts`, condition: synthesisedTo(template, 'test/data-plane/templates') }
      )),
    ],
  });
  const namesOfTheQuickStart = Object.entries({
    CustomDomain3: 'api.example.com',
    GeneratedName3: 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws',
    AllowedDomain5: '*.apps.example.com',
    TaskSize: '0.25vCPU-0.5GB',
  }).map(([parameter, value]) => `--value '${parameter}=${value}'`).join(' ');
  const inLaboratory = (command: string) => ({ exec: `.venv/bin/python -m lab.${command}`, receiveArgs: true });
  const dataPlane = project.addTask('test:data-plane', {
    description: 'Attack, break and use the configuration of the synthesised templates in the laboratory',
    steps: [
      { spawn: dataPlaneTemplates.name },
      { exec: '../../.venv/bin/python -m unittest discover -t . -s unit', cwd: 'test/laboratory' },
      { exec: `.venv/bin/python -m lab.proxy.analyse ${QUICK_START} cdk.out/data-plane/*.template.json ${WITHOUT_CDK}` },
      { exec: `.venv/bin/python -m lab.proxy.suite ${WITHOUT_CDK} --lane promises ${namesOfTheQuickStart}` },
      { exec: `.venv/bin/python -m lab.proxy.suite ${WITHOUT_CDK} --generated-names ${WITHOUT_CDK} --lane 'generated names'` },
      inLaboratory(`proxy.suite ${QUICK_START} ${ownTemplates}`),
    ],
  });
  const mutants = project.addTask('test:mutants', {
    description: 'Weaken the configuration in single ways, and fail where the laboratory does not notice',
    steps: [{ spawn: dataPlaneTemplates.name }, inLaboratory(`proxy.mutants ${QUICK_START} ${ownTemplates}`)],
  });
  const capacity = project.addTask('test:capacity', {
    description: 'Fill tasks of two sizes and of other traffic profiles to every limit at once, and fail where their memory does not hold it (needs root, for a control group)',
    steps: [
      { spawn: dataPlaneTemplates.name },
      ...['Default', 'Smallest', 'ManySessions', 'LargeTransfers'].map((name) => ({ exec: `.venv/bin/python -m lab.proxy.capacity ${shape(name)}`, receiveArgs: true })),
      ...['ManySessions', 'LargeTransfers'].flatMap((profile) => ['others: sockets', 'long way'].map((lane) => (
        { exec: `.venv/bin/python -m lab.proxy.suite ${shape(profile)} --lane '${lane}'`, receiveArgs: true }
      ))),
    ],
  });
  const bench = project.addTask('bench', {
    description: 'Measure the proxy side by side with the Guidance\'s configuration, HAProxy and a bare relay (-- --quick: under two minutes)',
    steps: [
      { spawn: dataPlaneTemplates.name },
      { exec: 'test/laboratory/lab/bench/nginx.sh .bench' },
      { exec: `NGINX=.bench/nginx .venv/bin/python -m lab.bench.main ${QUICK_START} ${shape('ForSomeClients')} ${shape('ForLargeTransfers')}`, receiveArgs: true },
    ],
  });
  const benchSynth = project.addTask('bench:synth', {
    description: 'Compare synthesis and import with the same VPC, load balancer and Fargate service written by hand (-- --rounds N)',
    env: { CDK_DISABLE_VERSION_CHECK: '1' },
    steps: [{ spawn: project.compileTask.name, condition: IF_SOURCE_IS_NEWER }, { exec: 'ts-node tools/bench-synth/main.ts', receiveArgs: true }],
  });
  const load = project.addTask('load', {
    description: 'Put the Guidance\'s load on tasks held to their CPU quota and memory, beside its own configuration (needs root, for control groups)',
    steps: [
      { spawn: laboratory.name },
      { spawn: SYNTHESISE_QUICK_START },
      { exec: 'test/laboratory/lab/bench/nginx.sh .bench' },
      { exec: `NGINX=.bench/nginx .venv/bin/python -m lab.load.main ${QUICK_START}`, receiveArgs: true },
    ],
  });
  project.addTask('load:scenario', {
    description: 'Run the scenario of examples/load-test scaled down in the laboratory, each request signed, and draw it',
    steps: [
      { spawn: laboratory.name },
      { spawn: SYNTHESISE_QUICK_START },
      { exec: 'test/laboratory/lab/load/install.sh .load' },
      { exec: `.venv/bin/python -m lab.load.scenario ${QUICK_START} --artillery .load`, receiveArgs: true },
    ],
  });
  const printing = (name: string, description: string, program: string) => project.addTask(name, {
    description,
    steps: [{ spawn: laboratory.name }, { spawn: SYNTHESISE_QUICK_START }, inLaboratory(`${program} ${QUICK_START}`)],
  });
  const logFlood = printing('log-flood', 'Print how many bytes of log a client that is turned away causes for each byte that it sends, with the bound of lines and without it', 'proxy.log_flood');
  const stalledOthers = printing('stalled-others', 'Print how long another client waits for 5 MB while one client and more stall all that they may have (needs root, for a control group)', 'proxy.stalled_others');
  const fullSpeed = printing('full-speed', 'Print how long others wait while one client moves data as fast as it can on all of its connections', 'proxy.full_speed');
  const soak = project.addTask('soak', {
    description: 'Run mixed load with faults for ten minutes, and fail where memory or descriptors grow',
    steps: [{ spawn: dataPlaneTemplates.name }, inLaboratory(`proxy.soak ${QUICK_START}`)],
  });
  project.testTask.spawn(dataPlane);
  project.testTask.spawn(mutants, { args: ['--proven'] });
  project.testTask.spawn(capacity, { condition: '[ "$(id -u)" = 0 ]' });

  // The clients of the examples; what they call runs in the laboratory too.
  project.testTask.spawn(project.addTask('test:signing', {
    description: 'Run the clients of examples/signing through the proxy to a service that verifies their signatures',
    steps: [
      { spawn: laboratory.name },
      { exec: 'test/laboratory/lab/signing/install.sh' },
      { exec: '.venv/bin/python -m lab.signing.suite integ/integ.default.ts.snapshot/LatticeExternalIngressDefault.template.json' },
    ],
  }));

  project.addTask('test:clients', {
    description: 'Run real programs directly and through the proxy, and fail where they get something else or the log is not true',
    steps: [
      { spawn: laboratory.name },
      { spawn: SYNTHESISE_QUICK_START },
      { exec: 'test/laboratory/lab/clients/install.sh' },
      { exec: `.venv/bin/python -m lab.clients.suite ${QUICK_START}`, receiveArgs: true },
    ],
  });
  const browser = project.addTask('test:browser', {
    description: 'Run Chromium directly and through the proxy, with several names and certificates (installs Debian\'s Chromium, 400 MB)',
    steps: [
      { spawn: laboratory.name },
      { spawn: SYNTHESISE_QUICK_START },
      { exec: 'tools/require-packages.sh chromium=chromium certutil=libnss3-tools' },
      { exec: 'test/laboratory/lab/clients/install.sh' },
      { exec: `.venv/bin/python -m lab.clients.browser ${QUICK_START}`, receiveArgs: true },
    ],
  });
  const demo = project.addTask('demo', {
    description: 'Send a signed HTTPS request through the proxy configuration of the quick start, on this machine',
    steps: [
      { spawn: laboratory.name },
      { spawn: SYNTHESISE_QUICK_START },
      { exec: `ts-node tools/inventory.ts ${QUICK_START}` },
      { exec: `ts-node tools/cost/main.ts ${QUICK_START}` },
      { exec: `.venv/bin/python -m lab.demo.follow_the_packet ${QUICK_START}` },
    ],
  });

  // Every command of package.json is run by some test; test/contract/commands.test.ts looks for those that are not.
  const commands = project.addTask('test:commands', { description: 'Run what measures and shows, as briefly as it can be run: it has to work' });
  commands.spawn(demo);
  commands.spawn(browser, { args: ['--only', 'each service has a certificate'], condition: 'command -v chromium' });
  commands.spawn(soak, { args: ['--minutes', '0.2'] });
  commands.spawn(stalledOthers, { args: ['--clients', '1', '--seconds', '3'], condition: '[ "$(id -u)" = 0 ]' });
  commands.spawn(fullSpeed, { args: ['--rows', '4', '--seconds', '1'] });
  commands.spawn(logFlood, { args: ['--connections', '400', '--floods', '1'] });
  commands.spawn(bench, { args: ['--brief'] });
  commands.spawn(load, { args: ['--brief', '--users', '200', '--rate', '200', '--rounds', '1', '--seconds', '0.3'], condition: '[ "$(id -u)" = 0 ]' });
  // Alone, because others read what it writes.
  project.testTask.spawn(project.tasks.tryFind('template')!);
  const computing = project.addTask('test:computing', { description: 'Run what computes and prints, as briefly as it can be run: no other program changes what it prints' });
  computing.spawn(mutation, { env: { TESTS: 'test/handlers/find-prefix-lists.test.ts' }, args: ['--mutate', 'handlers/find-prefix-lists.js:1-14'] });
  computing.spawn(benchSynth, { args: ['--rounds', '1'] });
  computing.spawn(project.tasks.tryFind('cost')!, { args: ['--advise'] });
  computing.spawn(project.tasks.tryFind('sizing')!);
}
