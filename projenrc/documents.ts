import { awscdk } from 'projen';
import { sideBySide } from './concurrently';

/** The compiled library stays as it is until its source is newer. */
export const IF_SOURCE_IS_NEWER = 'tools/outdated.sh .jsii src package.json';

/** Templates stay as they are until the library, a function that they hold, or an app is newer. */
export const synthesisedTo = (template: string, ...apps: string[]) => `tools/outdated.sh ${template} .jsii handlers ${apps.join(' ')}`;

/** The quick start as its user would synthesise it: against the compiled library. */
export const SYNTHESISE_QUICK_START = 'synth:quick-start';
export const QUICK_START = 'cdk.out/quick-start/LatticeExternalIngressQuickStart.template.json';

/** By which the examples find the library that they lie in. */
const LINK = 'examples/node_modules/cdk-lattice-external-ingress';

/** The template for people without CDK, and a service to try it with. */
const TEMPLATES = 'examples/cloudformation';
export const WITHOUT_CDK = `${TEMPLATES}/lattice-external-ingress.template.json`;

/** An ingress with alarms and a dashboard. */
const MONITORED = 'integ/integ.monitoring.ts.snapshot/LatticeExternalIngressMonitoring.template.json';

/** What writes the documents' figures, tables and pictures, and the examples' templates. */
export function addDocumentTasks(project: awscdk.AwsCdkConstructLibrary): void {
  const synthesise = project.addTask(SYNTHESISE_QUICK_START, {
    description: 'Synthesise the quick start against the compiled library',
    env: { CDK_OUTDIR: 'cdk.out/quick-start' },
    steps: [
      { spawn: project.compileTask.name, condition: IF_SOURCE_IS_NEWER },
      // The example is a package of its own, and would not find the library that it lies in.
      // A link to the whole folder would hold itself, and what looks through all packages, as jsii-docgen does, would fail.
      // It is made once, because tests that run side by side read it.
      { exec: `rm -rf ${LINK} && mkdir -p ${LINK} && ln -s ../../../package.json ../../../lib ${LINK}`, condition: `[ ! -e ${LINK}/lib/index.js ]` },
      { exec: 'ts-node examples/typescript/quick-start/app.ts', condition: synthesisedTo(QUICK_START, 'examples/typescript/quick-start') },
    ],
  });
  const cost = 'ts-node tools/cost/main.ts';
  project.addTask('cost', {
    description: 'Print what a synthesised template costs a month beside the Guidance, what the choices cost (-- --choices), or the cheapest tasks for a load (-- --advise)',
    exec: cost,
    receiveArgs: true,
  });
  const busy = '--new-connections-per-second 500 --active-connections 50000 --gb-per-month 20000';
  const costDocuments = project.addTask('cost:documents', {
    description: 'Write the figures of docs/cost.md and of docs/sizing.md, which follow from what a task takes on',
    steps: [{ exec: `${cost} --choices --into docs/cost.md` }, { exec: `${cost} --advise ${busy} --into docs/sizing.md` }],
  });
  project.addTask('sizing', { description: 'Print what a task of each size takes on', exec: 'ts-node tools/sizing.ts' });
  project.addTask('picture', {
    description: 'Draw the pictures of the documentation from what the quick start, the integ app with a dashboard and two examples synthesise to',
    steps: [{ spawn: synthesise.name }, { exec: `ts-node tools/picture/main.ts cdk.out/quick-start ${MONITORED} docs/images` }],
  });

  const props = project.addTask('props', {
    description: 'Write the table of every prop, from the compiled library',
    exec: 'ts-node tools/props/main.ts .jsii docs/props.md',
  });
  // `npm test` runs it, before packages are made.
  project.addTask('rosetta', {
    description: 'Compile the examples of the docstrings and of the README, which pacmak then translates',
    exec: 'jsii-rosetta extract --strict',
  });
  project.postCompileTask.reset(sideBySide([costDocuments.name, 'docgen', props.name], 2));

  project.addTask('template', {
    description: 'Write the CloudFormation templates for people without CDK',
    exec: `ts-node tools/template/main.ts ${TEMPLATES}`,
  });
}
