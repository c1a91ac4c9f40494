/**
 * Writes the templates of the working tree into a folder: each integ app, and the one for people without CDK.
 *
 * Also writes the baseline, so that both are made in the same way.
 */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { makeTemplate } from '../../tools/template/template';

const INTEG = path.join(__dirname, '..', '..', 'integ');
const ASSEMBLIES = path.join(__dirname, '..', '..', 'cdk.out', 'upgrade-assemblies');

const load = createRequire(__filename);

const [folder] = process.argv.slice(2);
if (!folder) {
  throw new Error('usage: ts-node test/upgrade/synthesise.ts FOLDER');
}
[folder, ASSEMBLIES].forEach((each) => fs.rmSync(each, { recursive: true, force: true }));
fs.mkdirSync(folder, { recursive: true });
write('without-cdk', makeTemplate());

const apps = fs.readdirSync(INTEG).flatMap((file) => /^integ\.(.+)\.ts$/.exec(file)?.[1] ?? []);
process.setMaxListeners(2 * apps.length); // each app listens for the end of the process
for (const app of apps) {
  process.env.CDK_OUTDIR = path.join(ASSEMBLIES, app);
  load(path.join(INTEG, `integ.${app}.ts`));
}
// An app synthesises itself just before the process ends, in the order in which they were made: this comes last.
process.once('beforeExit', () => apps.forEach((app) => write(app, templateIn(path.join(ASSEMBLIES, app)))));

/** The template of the stack that the app is about, and not that of its assertions. */
function templateIn(assembly: string): object {
  const [file, ...more] = fs.readdirSync(assembly).filter((each) => each.endsWith('.template.json') && !each.includes('DeployAssert'));
  if (!file || more.length > 0) {
    throw new Error(`there must be one stack in ${assembly} beside that of the assertions`);
  }
  return JSON.parse(fs.readFileSync(path.join(assembly, file), 'utf8'));
}

function write(name: string, template: object): void {
  fs.writeFileSync(path.join(folder, `${name}.template.json`), `${JSON.stringify(template)}\n`);
}
