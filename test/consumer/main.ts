import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Installed, NEWEST, OLDEST } from './installed';
import { Project, ROOT, saidBy } from './project';
import { appOf, appsIn, recipesIn } from './recipes';
import { templateOfCopies } from './two-copies';
import { PROGRAMS, SLOW_PROGRAMS, Way, WAYS } from './ways';

const DOCUMENTS = ['README.md', 'docs/access-log.md', 'docs/recipes.md', 'docs/escape-hatches.md', 'docs/operations.md', 'docs/migrating-from-the-guidance.md'];
const TS_NODE = path.join(ROOT, 'node_modules', '.bin', 'ts-node');
const TS_NODE_OPTIONS = '{"module":"commonjs","moduleResolution":"node10","target":"es2022","ignoreDeprecations":"6.0"}';

/** How many run at the same time. */
const LANES = 2;

/** A promise of the library, and what throws where it is not kept. */
interface Check {
  readonly title: string;
  readonly run: () => Promise<void>;
}

/**
 * Installs the packed library as users do, with the oldest aws-cdk-lib, constructs and Node that it promises and with the newest; synthesises every
 * recipe of the documents, and makes one template in each way.
 *
 * With `--briefly` one way of each kind.
 */
async function main(options: string[]): Promise<void> {
  const isBrief = options.includes('--briefly');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'consumer-'));
  try {
    const tarball = await pack(folder);
    const [oldest, newest] = [OLDEST, NEWEST].map((versions) => new Installed(folder, tarball, versions));
    await Promise.all([oldest.install(), newest.install(...PROGRAMS, ...isBrief ? [] : SLOW_PROGRAMS)]);
    const checks = [
      ...await Promise.all([oldest, newest].map(recipes)),
      ...ways(newest, WAYS.filter(({ slow }) => !(slow && isBrief))),
      ...copies(newest, isBrief ? [newest] : [newest, oldest]),
    ];
    const outcomes = await Promise.all(Array.from({ length: LANES }, (_, lane) => inTurn(checks.filter((_check, index) => index % LANES === lane))));
    const passed = outcomes.flat().filter((kept) => kept).length;
    console.log(`${passed} passed, ${checks.length - passed} failed`);
    process.exitCode = passed === checks.length ? 0 : 1;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function pack(folder: string): Promise<string> {
  await new Project(ROOT).run('npm', 'pack', '--pack-destination', folder);
  return path.join(folder, fs.readdirSync(folder).find((file) => file.endsWith('.tgz'))!);
}

/** Every recipe and every whole app of the documents. */
async function recipes(installed: Installed): Promise<Check> {
  const texts = DOCUMENTS.map((document) => [document, fs.readFileSync(path.join(ROOT, document), 'utf8')] as const);
  const found = texts.flatMap(([document, text]) => recipesIn(document, text));
  const apps = texts.flatMap(([, text]) => appsIn(text));
  return {
    title: `${await installed.versions()}: ${found.length} recipes and ${apps.length} app synthesise, without network and credentials`,
    run: async () => {
      const project = installed.within('recipes');
      project.write('image/Dockerfile', 'FROM scratch\n');
      for (const app of [appOf(found), ...apps]) {
        project.write('app.ts', app);
        await project.runAlone(installed.node, TS_NODE, '--transpile-only', '--skipProject', '--compilerOptions', TS_NODE_OPTIONS, path.join(project.folder, 'app.ts'));
      }
    },
  };
}

/** One template, in every way. */
function ways(installed: Installed, [first, ...others]: Way[]): Check[] {
  const expected = once(() => first.template(installed));
  return [
    { title: `${first.title}: a template without findings`, run: async () => void await expected() },
    ...others.map(({ title, template }) => ({ title: `${title}: the same template`, run: async () => requireSame(await template(installed), await expected()) })),
  ];
}

/** An app and the library, each with its copy of aws-cdk-lib. */
function copies(installed: Installed, others: Installed[]): Check[] {
  return others.map((own) => ({
    title: `a second copy of aws-cdk-lib, ${own.cdk}: the same refusals${own === installed ? ', and the same template' : ''}`,
    run: async () => {
      const template = await templateOfCopies(installed, own);
      if (own === installed) {
        requireSame(template, await templateOfCopies(installed));
      }
    },
  }));
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}

function requireSame(template: string, expected: string): void {
  if (template !== expected) {
    throw new Error(`another template: ${template.length} characters instead of ${expected.length}`);
  }
}

/** One after the other: whether each is kept. */
async function inTurn(checks: Check[]): Promise<boolean[]> {
  const outcomes: boolean[] = [];
  for (const check of checks) {
    outcomes.push(await isKept(check));
  }
  return outcomes;
}

/** Whether a promise is kept; says so in a line. */
async function isKept({ title, run }: Check): Promise<boolean> {
  const started = Date.now();
  try {
    await run();
    console.log(`ok   ${title} (${Math.round((Date.now() - started) / 1000)} s)`);
    return true;
  } catch (error) {
    console.log(`FAIL ${title}: ${saidBy(error)}`);
    return false;
  }
}

void main(process.argv.slice(2));
