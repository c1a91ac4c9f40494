/**
 * Writes every template that the repository can synthesise into a folder, for the account's rules: the integ apps, the examples,
 * each recipe of the documents, stacks that read what another stack of their app makes, in nested stacks too, and shapes that are drawn at random.
 *
 * The examples and the recipes take the library as their users do, compiled: `npx projen compile` comes first.
 */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { writeJoined, writeNested } from './joined';
import { writeShapes } from './shapes';
import { appOf, recipesIn } from '../consumer/recipes';

const ROOT = path.join(__dirname, '..', '..');
const DOCUMENTS = ['README.md', 'docs/access-log.md', 'docs/recipes.md', 'docs/escape-hatches.md', 'docs/operations.md', 'docs/migrating-from-the-guidance.md'];
const EXAMPLES = ['typescript/quick-start/app.ts', 'typescript/dns-and-monitoring/app.ts', 'end-to-end/association.ts', 'end-to-end/endpoint.ts', 'load-test/app.ts', 'behind-cloudfront/app.ts', 'two-regions/app.ts'];

/** Context with which an example that asks for a Region has its stacks in two. */
const ELSEWHERE = { region: 'eu-west-1' };

const load = createRequire(__filename);

function main([target, shapes, seed]: string[]): void {
  const folder = path.resolve(target);
  fs.rmSync(folder, { recursive: true, force: true });
  const apps = fs.readdirSync(path.join(ROOT, 'integ')).filter((file) => /^integ\..+\.ts$/.test(file));
  apps.forEach((file) => synthesise(path.join(folder, file.replace(/^integ\.|\.ts$/g, '')), path.join(ROOT, 'integ', file)));
  process.env.CDK_CONTEXT_JSON = JSON.stringify(ELSEWHERE);
  EXAMPLES.forEach((file) => synthesise(path.join(folder, file.replace(/\/|\.ts$/g, '-')), path.join(ROOT, 'examples', file)));
  delete process.env.CDK_CONTEXT_JSON;
  synthesise(path.join(folder, 'recipes'), writeRecipes(path.join(folder, 'recipes')));
  writeJoined(path.join(folder, 'joined'));
  writeNested(path.join(folder, 'nested'));
  writeShapes(path.join(folder, 'shapes'), Number(shapes), Number(seed));
}

/** Loads an app. It synthesises itself into the folder, at the latest before the process ends. */
function synthesise(folder: string, app: string): void {
  process.env.CDK_OUTDIR = folder;
  load(app);
}

/** An app with a stack for each recipe. */
function writeRecipes(folder: string): string {
  const recipes = DOCUMENTS.flatMap((document) => recipesIn(document, fs.readFileSync(path.join(ROOT, document), 'utf8')));
  // An image of the recipes is built from the folder `image`.
  fs.mkdirSync(path.join(folder, 'image'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'image', 'Dockerfile'), 'FROM scratch\n');
  fs.writeFileSync(path.join(folder, 'recipes.ts'), appOf(recipes).replace(/fromAsset\('/g, `fromAsset('${folder}/`));
  return path.join(folder, 'recipes.ts');
}

main(process.argv.slice(2));
