import * as fs from 'node:fs';
import * as path from 'node:path';
import { Installed, NODE } from './installed';
import { Project, ROOT, saidBy } from './project';

const APP = fs.readFileSync(path.join(__dirname, 'apps', 'quick-start.ts'), 'utf8');
const STACK = 'Edge';

/** A way in which users run an app: it makes the template, which has to be the same in all ways. */
export interface Way {
  readonly title: string;
  /** Whether it runs before a release only: `npm test` runs one of each kind. */
  readonly slow?: boolean;
  readonly template: (installed: Installed) => Promise<string>;
}

/** All of TypeScript's strictness, and what a company may add to it. */
const STRICTEST = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  skipLibCheck: false,
  target: 'es2022',
  types: ['node'],
  typeRoots: [path.join(ROOT, 'node_modules', '@types')],
  outDir: 'js',
};

/** The declarations of aws-cdk-lib are not made for `exactOptionalPropertyTypes`. */
const OF_AWS_CDK_LIB = /^[./]*node_modules\/aws-cdk-lib\//;

function requireNone(errors: string[]): void {
  if (errors.length > 0) {
    throw new Error(errors.join('\n'));
  }
}

/** What the strictest TypeScript compiles, and Node runs. */
async function compiled(installed: Installed, type: 'module' | 'commonjs', options: object): Promise<string> {
  const project = installed.within(type);
  project.write('package.json', { type });
  project.write('app.ts', APP);
  project.write('tsconfig.json', { compilerOptions: { ...STRICTEST, ...options }, files: ['app.ts'] });
  const errors = (await project.run(path.join(ROOT, 'node_modules', '.bin', 'tsc')).catch(saidBy)).split('\n').filter((line) => / error TS\d+/.test(line));
  requireNone(errors.filter((line) => !OF_AWS_CDK_LIB.test(line)));
  await project.runAlone(installed.node, path.join('js', 'app.js'));
  return project.template(STACK);
}

const TYPESCRIPT: Way[] = [
  { title: 'the strictest TypeScript, ES modules', template: (installed) => compiled(installed, 'module', { module: 'nodenext', verbatimModuleSyntax: true }) },
  {
    title: 'the strictest TypeScript, CommonJS',
    slow: true,
    template: (installed) => compiled(installed, 'commonjs', { module: 'commonjs', moduleResolution: 'bundler', esModuleInterop: true }),
  },
  { title: 'tsx', slow: true, template: (installed) => ran(installed.within('tsx'), installed.node, '--import', 'tsx', 'app.ts') },
];

async function ran(project: Project, command: string, ...args: string[]): Promise<string> {
  project.write('app.ts', APP);
  await project.runAlone(command, ...args);
  return project.template(STACK);
}

/** The name of a bundle of each format, and what esbuild needs for it: aws-cdk-lib needs a `require`. */
const FORMATS = {
  cjs: { file: 'app.js', options: [] },
  esm: { file: 'app.mjs', options: ['--banner:js=import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'] },
};

/** What esbuild makes of the app, in a folder without packages. */
async function bundled(installed: Installed, format: keyof typeof FORMATS, name: string, ...options: string[]): Promise<Project> {
  const sources = installed.within(name);
  sources.write('app.ts', APP);
  const bundle = new Project(path.join(path.dirname(installed.folder), name));
  await sources.run(path.join(installed.folder, 'node_modules', '.bin', 'esbuild'), 'app.ts', '--bundle', '--platform=node', '--log-level=error',
    `--format=${format}`, `--outfile=${path.join(bundle.folder, FORMATS[format].file)}`, ...options);
  return bundle;
}

/** A bundle of everything cannot hold the sources of the functions: it says so, and what to do. */
async function requireAdvice(bundle: Project, ...command: [string, string]): Promise<void> {
  const said = await bundle.runAlone(...command).catch(saidBy);
  if (!/the sources of the deploy-time functions must lie beside the compiled library.*--packages=external/.test(said)) {
    throw new Error(`a bundle of everything must say what to leave out, and says: ${said}`);
  }
}

const ESBUILD: Way[] = (Object.keys(FORMATS) as (keyof typeof FORMATS)[]).map((format) => ({
  title: `bundled by esbuild as ${format}: a bundle of everything says what to leave out, one without packages works from another folder`,
  slow: format === 'cjs',
  template: async (installed) => {
    const { file, options } = FORMATS[format];
    await requireAdvice(await bundled(installed, format, `everything-${format}`, ...options), installed.node, file);
    const bundle = await bundled(installed, format, `app-${format}`, '--packages=external');
    fs.symlinkSync(path.join(installed.folder, 'node_modules'), path.join(bundle.folder, 'node_modules'));
    await bundle.runAlone(installed.node, file);
    return bundle.template(STACK);
  },
}));

const NODES: Way[] = ['node-20', 'node-22', 'node-24'].map((name) => ({
  title: name.replace('node-', 'Node '),
  slow: true,
  template: (installed) => ran(installed.within(name), program(installed, name, 'bin', 'node'), '--import', 'tsx', 'app.ts'),
}));

/** A program that npm has installed beside the app. */
function program(installed: Installed, ...names: string[]): string {
  return path.join(installed.folder, 'node_modules', ...names);
}

/**
 * What aws-cdk-lib holds in its archive, and names by an exact version.
 *
 * npm and pnpm use that copy. Yarn and bun ask the registry for the package, and a mirror of npm may have aws-cdk-lib without it.
 */
const BUNDLED = '@aws/cloudformation-validate';

/** A project that wants what is installed, from another package manager. */
function wanting(name: string, installed: Installed): Project {
  const project = new Project(path.join(path.dirname(installed.folder), name));
  const resolutions = { [BUNDLED]: `file:${program(installed, 'aws-cdk-lib', 'node_modules', BUNDLED)}` };
  project.write('package.json', { name, version: '1.0.0', private: true, dependencies: installed.dependencies, resolutions });
  return project;
}

/** As with Node: one package for each platform, without install scripts. */
const BUN = `@oven/bun-linux-${process.arch === 'arm64' ? 'aarch64' : process.arch}`;

const PACKAGE_MANAGERS: Way[] = [
  {
    title: 'pnpm',
    slow: true,
    template: async (installed) => {
      const project = wanting('pnpm', installed);
      await project.run(installed.node, program(installed, 'pnpm', 'bin', 'pnpm.mjs'), 'install', '--prefer-offline', '--ignore-scripts');
      return ran(project, installed.node, '--import', 'tsx', 'app.ts');
    },
  },
  {
    title: 'Yarn Plug\'n\'Play',
    slow: true,
    template: async (installed) => {
      const project = wanting('yarn', installed);
      const yarn = program(installed, '@yarnpkg', 'cli-dist', 'bin', 'yarn.js');
      project.write('.yarnrc.yml', 'nodeLinker: pnp\nenableTelemetry: false\nenableScripts: false\ncompressionLevel: 0\nenableImmutableInstalls: false\nenableGlobalCache: false\n');
      await project.run(installed.node, yarn, 'install');
      return ran(project, installed.node, yarn, 'node', '--import', 'tsx', 'app.ts');
    },
  },
  {
    title: 'bun',
    slow: true,
    template: async (installed) => {
      const project = wanting('bun', installed);
      const bun = program(installed, BUN, 'bin', 'bun');
      await project.run(bun, 'install', '--ignore-scripts');
      return ran(project, bun, 'app.ts');
    },
  },
];

/** What the ways need beside the app, each with one version. */
export const PROGRAMS = ['esbuild@0.28.2'];
export const SLOW_PROGRAMS = [
  'tsx@4.23.15',
  'pnpm@12.4.2', '@yarnpkg/cli-dist@4.18.1', `${BUN}@1.4.4`, `node-20@npm:${NODE}@20.20.2`, `node-22@npm:${NODE}@22.23.5`, `node-24@npm:${NODE}@24.22.3`,
];

export const WAYS: Way[] = [...TYPESCRIPT, ...ESBUILD, ...NODES, ...PACKAGE_MANAGERS];
