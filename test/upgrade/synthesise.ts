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
fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
write('without-cdk', makeTemplate());

const apps = fs.readdirSync(INTEG).flatMap((file) => /^integ\.(.+)\.ts$/.exec(file)?.[1] ?? []);
for (const app of apps) {
  process.env.CDK_OUTDIR = path.join(ASSEMBLIES, app);
  load(path.join(INTEG, `integ.${app}.ts`));
}
// An app synthesises itself just before the process ends, in the order in which they were made: this comes last.
process.once('beforeExit', () => apps.forEach((app) => write(app, templateIn(path.join(ASSEMBLIES, app)))));

/** The template of the stack that the app is about; that of its assertions is empty. */
function templateIn(assembly: string): object {
  const templates = fs.readdirSync(assembly).filter((file) => file.endsWith('.template.json'))
    .map((file) => JSON.parse(fs.readFileSync(path.join(assembly, file), 'utf8')));
  return templates.find((template) => template.Resources);
}

function write(name: string, template: object): void {
  fs.writeFileSync(path.join(folder, `${name}.template.json`), `${JSON.stringify(template)}\n`);
}
