import { execFileSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Jobs, Outcome } from './jobs';
import { installServers, Registries } from './registries';
import { Report } from '../../languages/report';

const ROOT = path.join(__dirname, '..', '..', '..');
const FOLDER = path.join(ROOT, '.rehearsal');
const CLONE = path.join(FOLDER, 'clone');
const DIST = path.join(CLONE, 'dist');
const JOBS = ['release_npm', 'release_pypi', 'release_maven', 'release_golang'];
const MODULE = 'cdklatticeexternalingress';

/** Makes the next release as the release workflow would, from a clone of what is committed, with registries on this machine; `--tests` runs every test in it too. */
async function main(): Promise<void> {
  const report = new Report();
  const allTests = process.argv.includes('--tests');
  const servers = installServers(path.join(FOLDER, 'servers'));
  await report.check('a clone of what is committed', cloneRepository);
  await report.check('the first release is counted as 0.1.0, and its notes do not begin with what breaks something', firstBump);
  await report.check(`at the raised version it builds, and ${allTests ? 'every test passes' : 'the examples of every language make the same templates'}`, () => build(allTests));
  report.skip('NuGet', 'nothing here takes a package; dist/dotnet has the package, or its sources where there is no .NET SDK');
  report.skip('the tokens that registries give for GitHub\'s word, and attestations', 'GitHub\'s alone');

  const run = path.join(FOLDER, 'run');
  fs.rmSync(run, { recursive: true, force: true });
  fs.mkdirSync(run, { recursive: true });
  const registries = await Registries.open(run, servers);
  try {
    const jobs = new Jobs(CLONE, path.join(run, 'jobs'));
    const publish = async (job: string): Promise<Outcome> => jobs.run(job, DIST, registries.environment(job));
    registries.central.down = true;
    for (const job of JOBS) {
      const works = job !== 'release_maven';
      await report.check(`${job} ${works ? 'publishes' : 'fails while Central is down'}`, async () => expectOutcome(await publish(job), works));
    }
    const before = await Promise.all([npmHas(registries), pypiHas(registries), goHas(registries)]);
    registries.central.down = false;
    for (const job of JOBS) {
      await report.check(`${job} passes when it is run again`, async () => expectOutcome(await publish(job), true));
    }
    await report.check('the second run changes nothing where the first had published', async () => {
      expectSame(await Promise.all([npmHas(registries), pypiHas(registries), goHas(registries)]), before);
    });
    await report.check('npm has the tarball that was tested', async () => expectSame(await npmHas(registries), hash(only('js', '.tgz'))));
    await report.check('PyPI has the wheel that was tested', async () => expectSame(await pypiHas(registries), hash(only('python', '.whl'))));
    await report.check('Central has the jar that was tested, and each file with a signature of the key', () => centralHas(registries));
    await report.check('the Go repository has the module under its tag', async () => {
      const file = `${MODULE}/go.mod`;
      expectSame(git(registries.go, 'show', `${MODULE}/v0.1.0:${file}`), fs.readFileSync(path.join(DIST, 'go', file), 'utf8').trim());
    });
    await report.check('other content under a version that npm has is refused', async () => {
      const other = path.join(run, 'other');
      fs.cpSync(DIST, other, { recursive: true });
      repack(other);
      const { passed, printed } = await jobs.run('release_npm', other, registries.environment('release_npm'));
      if (passed || !printed.includes('with other content')) throw new Error(printed);
    });
  } finally {
    registries.close();
  }
  await report.check('after it a fix is release 0.1.1, and its notes name the fix', secondBump);
  report.end();
}

function cloneRepository(): void {
  fs.rmSync(CLONE, { recursive: true, force: true });
  fs.mkdirSync(FOLDER, { recursive: true });
  git(ROOT, 'clone', '--quiet', '--no-tags', '--local', ROOT, CLONE);
  // The same files under a second name: an installation that takes a second.
  for (const folder of ['node_modules', '.languages']) {
    if (fs.existsSync(path.join(ROOT, folder))) execFileSync('cp', ['--archive', '--link', path.join(ROOT, folder), path.join(CLONE, folder)]);
  }
}

function firstBump(): void {
  projen('bump');
  expectSame([dist('version.txt'), dist('releasetag.txt'), JSON.parse(fs.readFileSync(path.join(CLONE, 'package.json'), 'utf8')).version], ['0.1.0', 'v0.1.0', '0.1.0']);
  if (!dist('changelog.md').startsWith('The first release')) throw new Error(dist('changelog.md'));
}

function build(allTests: boolean): void {
  projen('compile');
  // Tests of what is committed would find the raised version in package.json.
  projen(allTests ? 'test' : 'test:languages');
}

function secondBump(): void {
  git(CLONE, 'checkout', '--quiet', '--force', 'HEAD');
  git(CLONE, 'tag', 'v0.1.0');
  git(CLONE, '-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@example.com', 'commit', '--quiet', '--allow-empty', '--message', 'fix: what the rehearsal found');
  ['version.txt', 'releasetag.txt', 'changelog.md'].forEach((file) => fs.rmSync(path.join(DIST, file)));
  projen('bump');
  expectSame(dist('releasetag.txt'), 'v0.1.1');
  if (!dist('changelog.md').includes('what the rehearsal found')) throw new Error(dist('changelog.md'));
}

async function npmHas({ npm }: Registries): Promise<string> {
  const { name } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const versions = (await (await fetch(`${npm}/${name}`)).json() as { versions: Record<string, { dist: { tarball: string } }> }).versions;
  expectSame(Object.keys(versions), ['0.1.0']);
  return hash(Buffer.from(await (await fetch(versions['0.1.0'].dist.tarball)).arrayBuffer()));
}

async function pypiHas({ pypi }: Registries): Promise<string> {
  const page = await (await fetch(`${pypi}/simple/cdk-lattice-external-ingress/`)).text();
  const [, wheel] = /href="([^"#]+\.whl)/.exec(page) ?? [];
  return hash(Buffer.from(await (await fetch(new URL(wheel, `${pypi}/simple/cdk-lattice-external-ingress/`))).arrayBuffer()));
}

async function goHas({ go }: Registries): Promise<string> {
  return git(go, 'for-each-ref', '--format', '%(refname) %(objectname)');
}

function centralHas({ central, gnupg }: Registries): void {
  const jar = [...central.published.keys()].find((file) => /-0\.1\.0\.jar$/.test(file))!;
  expectSame(hash(central.published.get(jar)!), hash(fs.readFileSync(path.join(DIST, 'java', jar))));
  const signed = [...central.published.keys()].filter((file) => /\.(jar|pom)$/.test(file));
  expectSame(signed.length, 4);
  for (const file of signed) {
    const [content, signature] = ['content', 'content.asc'].map((name) => path.join(FOLDER, 'run', name));
    fs.writeFileSync(content, central.published.get(file)!);
    fs.writeFileSync(signature, central.published.get(`${file}.asc`)!);
    execFileSync('gpg', ['--batch', '--verify', signature, content], { env: { ...process.env, GNUPGHOME: gnupg }, stdio: 'pipe' });
  }
}

function repack(folder: string): void {
  const tarball = path.join(folder, 'js', fs.readdirSync(path.join(folder, 'js'))[0]);
  const unpacked = path.join(folder, 'unpacked');
  fs.mkdirSync(unpacked);
  execFileSync('tar', ['--extract', '--gzip', '--file', tarball, '--directory', unpacked]);
  fs.appendFileSync(path.join(unpacked, 'package', 'README.md'), '\nanother word\n');
  execFileSync('tar', ['--create', '--gzip', '--file', tarball, '--directory', unpacked, 'package']);
}

function only(language: string, ending: string): Buffer {
  const [file, ...others] = fs.readdirSync(path.join(DIST, language)).filter((name) => name.endsWith(ending));
  if (!file || others.length > 0) throw new Error(`expected one ${ending} in dist/${language}, got ${[file, ...others].join(', ')}`);
  return fs.readFileSync(path.join(DIST, language, file));
}

function dist(file: string): string {
  return fs.readFileSync(path.join(DIST, file), 'utf8').trim();
}

function hash(bytes: Buffer): string {
  return crypto.createHash('sha256').update(bytes).digest('hex');
}

function projen(task: string): void {
  const { TS_NODE_PROJECT, ...env } = process.env;
  const quiet = { cwd: CLONE, env: { ...env, CI: 'true', MAJOR: '0' }, encoding: 'utf8' as const, stdio: 'pipe' as const, maxBuffer: 2 ** 28, timeout: 3_600_000 };
  try {
    execFileSync('node_modules/.bin/projen', [task], quiet);
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`projen ${task} failed:\n${stdout}\n${stderr}`);
  }
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

function expectOutcome({ passed, printed }: Outcome, wanted: boolean): void {
  if (passed !== wanted) throw new Error(`expected it to ${wanted ? 'pass' : 'fail'}:\n${printed}`);
}

function expectSame(got: unknown, wanted: unknown): void {
  const [one, other] = [got, wanted].map((each) => JSON.stringify(each));
  if (one !== other) throw new Error(`expected ${other}, got ${one}`);
}

void main();
