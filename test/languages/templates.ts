import * as fs from 'node:fs';
import * as path from 'node:path';
import { Environment, ROOT, run, WORKSHOP } from './workshop';

/** No Region to ask for, no credentials to look for, no news. */
const OFFLINE = { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: '1' };

/** Synthesises the app of a folder as its user does, by `cdk synth`, and returns what the CLI said and the templates. */
export async function synthesise(
  name: string, folder: string, env: Environment, ...options: string[]
): Promise<{ said: string; templates: Record<string, string> }> {
  const out = path.join(WORKSHOP, 'cdk.out', name);
  fs.rmSync(out, { recursive: true, force: true });
  const { stderr } = await run(
    folder, { ...env, ...OFFLINE }, path.join(ROOT, 'node_modules', '.bin', 'cdk'), 'synth', '--quiet', '--output', out,
    // The list of used constructs names the language.
    '--no-version-reporting', '--no-notices', ...options,
  );
  const files = fs.readdirSync(out).filter((file) => file.endsWith('.template.json'));
  return { said: stderr, templates: Object.fromEntries(files.map((file) => [file, sorted(fs.readFileSync(path.join(out, file), 'utf8'))])) };
}

/** Throws at the first line that differs. */
export function requireSame(templates: Record<string, string>, expected: Record<string, string>): void {
  const names = Object.keys(expected);
  if (names.length === 0 || names.join() !== Object.keys(templates).join()) {
    throw new Error(`expected the templates ${names.join()}, got ${Object.keys(templates).join()}`);
  }
  for (const name of names.filter((file) => templates[file] !== expected[file])) {
    const [lines, expectedLines] = [templates[name].split('\n'), expected[name].split('\n')];
    const at = lines.findIndex((line, index) => line !== expectedLines[index]);
    throw new Error(`${name}, line ${at + 1}: expected\n${expectedLines[at]}\ngot\n${lines[at]}`);
  }
}

function sorted(json: string): string {
  const order = (_key: string, value: unknown) => value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => one < other ? -1 : 1))
    : value;
  return JSON.stringify(JSON.parse(json, order), undefined, 1);
}
