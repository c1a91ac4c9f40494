import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly run?: string;
  readonly env?: Record<string, string>;
}

/** What cannot be had outside GitHub: the artifact is there already, and a bare repository needs no deploy key. */
const LEFT_OUT = /^(Restore build artifact permissions|Setup GitHub deploy key)$/;

/** How a job ended, and what it printed. */
export interface Outcome {
  readonly passed: boolean;
  readonly printed: string;
}

/** Runs the steps of the release workflow as they stand there, in a workspace like that of its jobs; the same installation only once for all of them. */
export class Jobs {
  private readonly jobs: Record<string, { steps: Step[] }>;

  /** Without what npm tells the commands that it runs: it would send another npm to this repository. */
  private readonly inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

  /** A folder for what pip installs. Debian's pip installs nothing beside its own packages, not even there, unless it is told to. */
  private readonly python: Record<string, string>;

  /** The commands that installed something, each of which is run once. */
  private readonly installed = new Set<string>();

  /** What the jobs use of their checkout, with what was installed into it. */
  private readonly checkout: string;

  public constructor(clone: string, private readonly folder: string) {
    this.checkout = path.join(folder, 'checkout');
    this.python = { PYTHONUSERBASE: path.join(folder, 'python-user'), PIP_BREAK_SYSTEM_PACKAGES: '1' };
    fs.cpSync(path.join(clone, 'tools', 'release'), path.join(this.checkout, 'tools', 'release'), { recursive: true });
    this.jobs = parse(fs.readFileSync(path.join(clone, '.github', 'workflows', 'release.yml'), 'utf8')).jobs;
  }

  public async run(job: string, dist: string, environment: Record<string, string | undefined>): Promise<Outcome> {
    const workspace = path.join(this.folder, job);
    fs.rmSync(workspace, { recursive: true, force: true });
    fs.mkdirSync(path.join(workspace, 'home'), { recursive: true });
    linkAll(this.checkout, path.join(workspace, '.repo'));
    fs.cpSync(dist, path.join(workspace, 'dist'), { recursive: true });
    let printed = '';
    const outputs: Record<string, string> = {};
    for (const step of this.jobs[job].steps.filter(({ run, name = '' }) => run && !LEFT_OUT.test(name))) {
      const [, output, unwanted] = /^steps\.(\w+\.outputs\.\w+) != '(\w+)'$/.exec(step.if ?? '') ?? [];
      if (step.if && !output) throw new Error(`the rehearsal does not understand "if: ${step.if}"`);
      const installs = /^Install /.test(step.name ?? '');
      if (output && outputs[output] === unwanted || installs && this.installed.has(step.run!)) continue;
      const written = path.join(workspace, 'output');
      fs.writeFileSync(written, '');
      const given = Object.entries(step.env ?? {}).filter(([, value]) => !value.includes('${{'));
      // Tools are installed from wherever this machine gets them; what publishes knows the registries of the rehearsal only.
      const publishing = installs ? {} : { HOME: path.join(workspace, 'home'), ...environment };
      const env = { ...this.inherited, ...this.python, GITHUB_OUTPUT: written, ...Object.fromEntries(given), ...publishing };
      const outcome = await shell(step.run!, workspace, env);
      printed += outcome.printed;
      if (!outcome.passed) return { passed: false, printed };
      if (installs) this.keep(step, workspace);
      for (const [, name, value] of fs.readFileSync(written, 'utf8').matchAll(/^(\w+)=(.*)$/gm)) outputs[`${step.id}.outputs.${name}`] = value;
    }
    return { passed: true, printed };
  }

  private keep({ run }: Step, workspace: string): void {
    this.installed.add(run!);
    fs.rmSync(this.checkout, { recursive: true });
    linkAll(path.join(workspace, '.repo'), this.checkout);
  }
}

/** The same files under second names. */
function linkAll(from: string, to: string): void {
  execFileSync('cp', ['--archive', '--link', from, to]);
}

async function shell(script: string, cwd: string, env: Record<string, string | undefined>): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-e', '-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 900_000 });
    let printed = '';
    [child.stdout, child.stderr].forEach((stream) => stream.on('data', (text) => printed += text));
    child.on('close', (code) => resolve({ passed: code === 0, printed }));
  });
}
