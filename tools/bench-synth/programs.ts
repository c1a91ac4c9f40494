import * as fs from 'node:fs';
import * as path from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const ROOT = path.join(__dirname, '..', '..');

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

/** What is compared: TypeScript as a user writes it, and the same in JavaScript, so that no compiler is measured. */
export const SOURCES = {
  bare: path.join(__dirname, 'bare.ts'),
  quickStart: path.join(ROOT, 'examples', 'typescript', 'quick-start', 'app.ts'),
};

/** Writes the programs in JavaScript, by name. */
export function writePrograms(): Record<'bare' | 'quickStart' | 'imports' | 'importsAndPackage' | 'probe', string> {
  fs.mkdirSync(FOLDER, { recursive: true });
  return {
    bare: write('bare', compiled(SOURCES.bare)),
    quickStart: write('quick-start', compiled(SOURCES.quickStart)),
    imports: write('imports', IMPORTS),
    importsAndPackage: write('imports-and-package', `${IMPORTS}require('cdk-lattice-external-ingress');`),
    probe: write('probe', compiled(path.join(__dirname, 'probe.ts'))),
  };
}

/** Where a program writes what it synthesises. */
export function outputOf(name: string): string {
  return path.join(FOLDER, `${name}.out`);
}

function compiled(source: string): string {
  return transpileModule(fs.readFileSync(source, 'utf8'), { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } }).outputText;
}

function write(name: string, text: string): string {
  const file = path.join(FOLDER, `${name}.js`);
  fs.writeFileSync(file, text);
  return file;
}
