import * as fs from 'node:fs';
import * as path from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const ROOT = path.join(__dirname, '..', '..');

/** The compiled library. */
export const LIBRARY = path.join(ROOT, 'lib');

/** Inside the repository, where programs find aws-cdk-lib and the compiled library. */
const FOLDER = path.join(ROOT, 'cdk.out', 'bench-synth');

/** CDK loads a class when it is first looked at: these are what the bare stack is made of. */
const IMPORTS = `
const { App, Stack } = require('aws-cdk-lib');
const { Vpc, SecurityGroup } = require('aws-cdk-lib/aws-ec2');
const { Cluster, FargateService, FargateTaskDefinition } = require('aws-cdk-lib/aws-ecs');
const { NetworkLoadBalancer } = require('aws-cdk-lib/aws-elasticloadbalancingv2');
const { LogGroup } = require('aws-cdk-lib/aws-logs');
`;

const BARE = fs.readFileSync(path.join(__dirname, 'bare.ts'), 'utf8');
const QUICK_START = fs.readFileSync(path.join(ROOT, 'examples', 'typescript', 'quick-start', 'app.ts'), 'utf8');

/** What is compared, by name: TypeScript as a user writes it, and the same in JavaScript, so that no compiler is measured. */
export type Programs = Record<'bareSource' | 'bare' | 'quickStartSource' | 'quickStart' | 'imports' | 'importsAndPackage' | 'probe', string>;

/** Writes the programs, all in one folder: an example is a package, and does not find the library from its own. */
export function writePrograms(): Programs {
  fs.mkdirSync(FOLDER, { recursive: true });
  return {
    bareSource: write('bare.ts', BARE),
    bare: write('bare.js', compiled(BARE)),
    quickStartSource: write('quick-start.ts', QUICK_START),
    quickStart: write('quick-start.js', compiled(QUICK_START)),
    imports: write('imports.js', IMPORTS),
    importsAndPackage: write('imports-and-package.js', `${IMPORTS}require('cdk-lattice-external-ingress');`),
    probe: write('probe.js', compiled(fs.readFileSync(path.join(__dirname, 'probe.ts'), 'utf8'))),
  };
}

/** Where a program writes what it synthesises. */
export function outputOf(name: string): string {
  return path.join(FOLDER, `${name}.out`);
}

function compiled(source: string): string {
  return transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } }).outputText;
}

function write(name: string, text: string): string {
  const file = path.join(FOLDER, name);
  fs.writeFileSync(file, text);
  return file;
}
