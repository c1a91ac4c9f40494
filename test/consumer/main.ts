import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { appOf, appsIn, recipesIn } from './recipes';

const ROOT = path.join(__dirname, '..', '..');
const DOCUMENTS = ['README.md', 'docs/access-log.md', 'docs/recipes.md', 'docs/escape-hatches.md', 'docs/operations.md', 'docs/migrating-from-the-guidance.md'];

const execute = promisify(execFile);

/** The two installations share the machine, and npm is talkative. */
const LIMITS = { timeout: 600_000, maxBuffer: 2 ** 26 };

/** What a user has installed: each is a version, or a range of them. */
interface Versions {
  readonly cdk: string;
  readonly constructs: string;
  readonly node: string;
}

/** Installs the packed library as a user would, with the oldest aws-cdk-lib, constructs and Node that it promises and with the newest, and synthesises every recipe of the documents. */
async function main(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'consumer-'));
  try {
    const tarball = await pack(folder);
    const { peerDependencies, engines } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const texts = DOCUMENTS.map((document) => [document, fs.readFileSync(path.join(ROOT, document), 'utf8')] as const);
    const recipes = texts.flatMap(([document, text]) => recipesIn(document, text));
    const apps = texts.flatMap(([, text]) => appsIn(text));
    const oldest = (range: string): string => range.replace(/^(\^|>= )/, '');
    const outcomes = await Promise.all([
      { cdk: oldest(peerDependencies['aws-cdk-lib']), constructs: oldest(peerDependencies.constructs), node: oldest(engines.node) },
      { cdk: 'latest', constructs: peerDependencies.constructs, node: 'latest' },
    ].map(async (versions) => synthesise(await install(folder, tarball, versions), [appOf(recipes), ...apps], `${recipes.length} recipes and ${apps.length} app`)));
    const failed = outcomes.filter((passed) => !passed).length;
    console.log(`${outcomes.length - failed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function pack(folder: string): Promise<string> {
  await run(ROOT, 'npm', 'pack', '--pack-destination', folder);
  return path.join(folder, fs.readdirSync(folder).find((file) => file.endsWith('.tgz'))!);
}

/** npm has Node itself, as a package without install scripts for each platform. */
const NODE = `node-linux-${process.arch}`;

async function install(folder: string, tarball: string, { cdk, constructs, node }: Versions): Promise<string> {
  const consumer = path.join(folder, cdk);
  fs.mkdirSync(path.join(consumer, 'image'), { recursive: true });
  fs.writeFileSync(path.join(consumer, 'image', 'Dockerfile'), 'FROM scratch\n');
  fs.writeFileSync(path.join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', version: '1.0.0', private: true }));
  await run(consumer, 'npm', 'install', '--no-audit', '--no-fund', '--no-package-lock', tarball, `aws-cdk-lib@${cdk}`, `constructs@${constructs}`, `${NODE}@${node}`);
  return consumer;
}

async function synthesise(consumer: string, apps: string[], what: string): Promise<boolean> {
  const files = apps.map((_, index) => path.join(consumer, `app${index}.ts`));
  files.forEach((file, index) => fs.writeFileSync(file, apps[index]));
  const { version } = JSON.parse(fs.readFileSync(path.join(consumer, 'node_modules', 'aws-cdk-lib', 'package.json'), 'utf8'));
  const node = path.join(consumer, 'node_modules', NODE, 'bin', 'node');
  const versions = `aws-cdk-lib ${version} on Node ${(await execute(node, ['--version'])).stdout.trim()}`;
  const options = '{"module":"commonjs","moduleResolution":"node10","target":"es2022","ignoreDeprecations":"6.0"}';
  try {
    for (const file of files) {
      await runAlone(consumer, node, path.join(ROOT, 'node_modules', '.bin', 'ts-node'), '--transpile-only', '--skipProject', '--compilerOptions', options, file);
    }
    console.log(`ok   ${versions}: ${what} synthesise, without network and credentials`);
    return true;
  } catch (error) {
    console.log(`FAIL ${versions}: ${(error as { stderr?: string }).stderr ?? error}`);
    return false;
  }
}

/** Without what this repository sets for its own TypeScript. */
async function run(cwd: string, command: string, ...args: string[]): Promise<void> {
  const { TS_NODE_PROJECT, TS_NODE_TRANSPILE_ONLY, ...env } = process.env;
  await execute(command, args, { cwd, env: { ...env, CDK_OUTDIR: path.join(cwd, 'cdk.out') }, ...LIMITS });
}

/** Without network, credentials and home. */
async function runAlone(cwd: string, command: string, ...args: string[]): Promise<void> {
  const asUser = process.getuid!() === 0 ? [] : ['--user', '--map-root-user'];
  const env = { PATH: process.env.PATH, HOME: path.join(cwd, 'home'), CDK_OUTDIR: path.join(cwd, 'cdk.out'), DISABLE_V8_COMPILE_CACHE: '1' };
  await execute('unshare', [...asUser, '--net', '--', command, ...args], { cwd, env, ...LIMITS });
}

void main();
