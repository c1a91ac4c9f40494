import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';

export const ROOT = path.join(__dirname, '..', '..');

const execute = promisify(execFile);

/** Several projects share the machine, and npm is talkative. */
const LIMITS = { timeout: 600_000, maxBuffer: 2 ** 26 };

/** The folder of an app of a user, outside of the repository. */
export class Project {
  constructor(public readonly folder: string) {
    fs.mkdirSync(folder, { recursive: true });
  }

  public write(name: string, content: string | object): void {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }

  /** Runs what may ask a registry; without what this repository sets for its own TypeScript. */
  public async run(command: string, ...args: string[]): Promise<string> {
    const { TS_NODE_PROJECT, TS_NODE_TRANSPILE_ONLY, ...env } = process.env;
    return (await execute(command, args, { cwd: this.folder, env: { ...env, CDK_OUTDIR: this.assembly }, ...LIMITS })).stdout;
  }

  /** Runs an app without network, credentials and home. */
  public async runAlone(command: string, ...args: string[]): Promise<string> {
    const asUser = process.getuid!() === 0 ? [] : ['--user', '--map-root-user'];
    const env = { PATH: process.env.PATH, HOME: path.join(this.folder, 'home'), CDK_OUTDIR: this.assembly, DISABLE_V8_COMPILE_CACHE: '1' };
    return (await execute('unshare', [...asUser, '--net', '--', command, ...args], { cwd: this.folder, env, ...LIMITS })).stdout;
  }

  /** A folder in it, which takes packages from here. */
  public within(name: string): Project {
    return new Project(path.join(this.folder, name));
  }

  /** The template that the app wrote; an error where aws-cdk-lib found a fault in it. */
  public template(stack: string, isChecked: boolean = true): string {
    const findings = this.findings();
    if (isChecked && findings.length > 0) {
      throw new Error(`aws-cdk-lib has findings: ${JSON.stringify(findings)}`);
    }
    return fs.readFileSync(path.join(this.assembly, `${stack}.template.json`), 'utf8');
  }

  /** What aws-cdk-lib found in the templates, but for what the library has answered; older versions look for nothing. */
  private findings(): unknown[] {
    const report = path.join(this.assembly, 'validation-report.json');
    const { pluginReports } = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : { pluginReports: [] };
    return pluginReports.flatMap(({ violations }: { violations: unknown[] }) => violations);
  }

  private get assembly(): string {
    return path.join(this.folder, 'cdk.out');
  }
}

/** What a command that failed said. */
export function saidBy(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
  return `${stdout}${stderr}` || String(error);
}
