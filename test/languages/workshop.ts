import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');

/** What is installed; the second run finds it warm, also that of a clone. */
export const WORKSHOP = process.env.LANGUAGES_WORKSHOP ?? path.join(ROOT, '.languages');

/** What jsii-pacmak makes of the library, a folder for each language: a release publishes what was tested here. */
export const PACKAGES = path.join(ROOT, 'dist');

const { devDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

/** What there is in every language, below `examples/`. */
export const EXAMPLES = ['quick-start', 'dns-and-monitoring'];

/** The version of aws-cdk-lib with which every language is compared. */
export const CDK_VERSION: string = devDependencies['aws-cdk-lib'];

/** What to add to the environment of a command. */
export type Environment = Record<string, string>;

/** Runs a command; where it fails, the error has what it printed. */
export async function run(cwd: string, env: Environment, command: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  // Without what this repository sets for its own TypeScript.
  const { TS_NODE_PROJECT, TS_NODE_TRANSPILE_ONLY, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...inherited, ...env }, timeout: 900_000, maxBuffer: 2 ** 28 };
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error) {
        reject(new Error([`${command} ${args.join(' ')}`, error.message, stdout, stderr].join('\n')));
      } else {
        resolve({ stdout, stderr });
      }
    });
  });
}

/** Whether a command can be run, and what it says of itself. */
export async function versionOf(command: string, ...args: string[]): Promise<string | undefined> {
  try {
    return (await run(ROOT, {}, command, ...args)).stdout.trim();
  } catch {
    return undefined;
  }
}
