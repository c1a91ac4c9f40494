import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Jobs, Outcome } from './jobs';
import { installServers, Registries } from './registries';
import { read } from '../../docs/markdown';
import { Clone, git, hash } from '../../languages/clone';
import { Report } from '../../languages/report';

const FOLDER = path.join(__dirname, '..', '..', '..', '.rehearsal');
const PACKAGE = 'cdk-lattice-external-ingress';
const MODULE = 'cdklatticeexternalingress';

/** The programs that a publishing job runs, as `--version` answers them. */
const JOBS: Record<string, string[]> = { release_npm: ['npm'], release_pypi: ['python3'], release_maven: ['mvn', 'gpg'], release_golang: ['git'] };

const clone = new Clone(path.join(FOLDER, 'clone'));

/** Makes the next release as the release workflow would, from a clone of the repository, with registries on this machine; `--tests` runs every test in it too. */
async function main(): Promise<void> {
  const report = new Report();
  const allTests = process.argv.includes('--tests');
  const servers = installServers(path.join(FOLDER, 'servers'));
  clone.make();
  await report.check('the first release is counted as 0.1.0, and its notes do not begin with what breaks something', firstBump);
  await report.check(`at the raised version it builds, and ${allTests ? 'every test passes' : 'the examples of every language make the same templates'}`, () => build(allTests));
  report.skip('NuGet', 'nothing here takes a package; dist/dotnet has the package, or its sources where there is no .NET SDK');
  report.skip('the tokens that registries give for GitHub\'s word, and attestations', 'GitHub\'s alone');

  const run = path.join(FOLDER, 'run');
  fs.rmSync(run, { recursive: true, force: true });
  fs.mkdirSync(run, { recursive: true });
  const registries = await Registries.open(run, servers);
  try {
    await publishTwice(report, registries, new Jobs(clone.folder, path.join(run, 'jobs')));
  } finally {
    registries.close();
  }
  await report.check('after it a fix is release 0.1.1, and its notes name the fix', secondBump);
  report.end();
}

/** Central is down the first time; what registries hold afterwards is what was tested. */
async function publishTwice(report: Report, registries: Registries, jobs: Jobs): Promise<void> {
  const publish = async (job: string, dist = clone.dist): Promise<Outcome> => jobs.run(job, dist, registries.environment(job));
  const runnable = Object.keys(JOBS).filter((job) => {
    const missing = JOBS[job].filter((program) => !isThere(program));
    if (missing.length > 0) report.skip(job, `no ${missing.join(' and ')}`);
    return missing.length === 0;
  });

  registries.central.down = true;
  for (const job of runnable.filter((each) => each !== 'release_maven')) {
    await report.check(`${job} publishes`, async () => expectPassed(await publish(job)));
  }
  if (runnable.includes('release_maven')) {
    await report.check('release_maven fails while Central is down', async () => expectFailed(await publish('release_maven'), '503'));
  }
  const before = await Promise.all([npmHas(registries), pypiHas(registries), goHas(registries)]);
  registries.central.down = false;
  for (const job of runnable) {
    await report.check(`${job} passes when it is run again`, async () => expectPassed(await publish(job)));
  }
  await report.check('the second run changes nothing where the first had published', async () => {
    expectSame(await Promise.all([npmHas(registries), pypiHas(registries), goHas(registries)]), before);
  });

  await report.check('npm has the tarball that was tested', async () => expectSame(await npmHas(registries), hash(clone.only('js', '.tgz'))));
  await report.check('PyPI has the wheel that was tested', async () => expectSame(await pypiHas(registries), hash(clone.only('python', '.whl'))));
  await report.check('PyPI would show the README with each of its links and pictures', () => requireRendered(registries, path.join(clone.folder, 'README.md')));
  if (runnable.includes('release_maven')) {
    await report.check('Central has the jar that was tested, and each file with a signature of the key', () => centralHas(registries));
  }
  await report.check('the Go repository has the module under its tag', () => {
    const file = `${MODULE}/go.mod`;
    expectSame(git(registries.go, 'show', `${MODULE}/v0.1.0:${file}`), fs.readFileSync(path.join(clone.dist, 'go', file), 'utf8').trim());
  });
  await report.check('other content under a version that npm has is refused', async () => {
    const other = path.join(FOLDER, 'run', 'other');
    fs.cpSync(clone.dist, other, { recursive: true });
    repack(other);
    expectFailed(await publish('release_npm', other), 'with other content');
  });
}

function firstBump(): void {
  clone.projen('bump');
  expectSame([clone.written('version.txt'), clone.written('releasetag.txt'), clone.version], ['0.1.0', 'v0.1.0', '0.1.0']);
  if (!clone.written('changelog.md').startsWith('The first release')) throw new Error(clone.written('changelog.md'));
}

function build(allTests: boolean): void {
  if (allTests) {
    clone.projen('compile');
    clone.projen('test');
  } else {
    clone.projen('test:languages');
  }
  clone.handOver();
}

function secondBump(): void {
  clone.releaseAndFix('v0.1.0', 'what the rehearsal found');
  clone.projen('bump');
  expectSame(clone.written('releasetag.txt'), 'v0.1.1');
  if (!clone.written('changelog.md').includes('what the rehearsal found')) throw new Error(clone.written('changelog.md'));
}

async function npmHas({ npm }: Registries): Promise<string> {
  const versions = (await (await fetch(`${npm}/${PACKAGE}`)).json() as { versions: Record<string, { dist: { tarball: string } }> }).versions;
  expectSame(Object.keys(versions), ['0.1.0']);
  return hash(Buffer.from(await (await fetch(versions['0.1.0'].dist.tarball)).arrayBuffer()));
}

async function pypiHas({ pypi }: Registries): Promise<string> {
  const page = await (await fetch(`${pypi}/simple/${PACKAGE}/`)).text();
  const [, wheel] = /href="([^"#]+\.whl)/.exec(page) ?? [];
  return hash(Buffer.from(await (await fetch(new URL(wheel, `${pypi}/simple/${PACKAGE}/`))).arrayBuffer()));
}

async function goHas({ go }: Registries): Promise<string> {
  return git(go, 'for-each-ref', '--format', '%(refname) %(objectname)');
}

function centralHas({ central, gnupg }: Registries): void {
  const jar = [...central.published.keys()].find((file) => /-0\.1\.0\.jar$/.test(file))!;
  expectSame(hash(central.published.get(jar)!), hash(fs.readFileSync(path.join(clone.dist, 'java', jar))));
  const signed = [...central.published.keys()].filter((file) => /\.(jar|pom)$/.test(file));
  expectSame(signed.length, 4);
  for (const file of signed) {
    const [content, signature] = ['content', 'content.asc'].map((name) => path.join(FOLDER, 'run', name));
    fs.writeFileSync(content, central.published.get(file)!);
    fs.writeFileSync(signature, central.published.get(`${file}.asc`)!);
    execFileSync('gpg', ['--batch', '--verify', signature, content], { env: { ...process.env, GNUPGHOME: gnupg }, stdio: 'pipe' });
  }
}

/** By the program that PyPI renders READMEs with: it leaves out what it does not think safe, and adds an anchor to each heading. */
function requireRendered({ python }: Registries, readme: string): void {
  const html = execFileSync(path.join(python, 'bin', 'python'), ['-m', 'readme_renderer', readme], { encoding: 'utf8' });
  const wanted = read(fs.readFileSync(readme, 'utf8')).links.map(({ target }) => target);
  const shown = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, target]) => target.replaceAll('&amp;', '&')).filter((target) => !target.startsWith('#'));
  expectSame(shown.sort(), wanted.sort());
}

function repack(folder: string): void {
  const tarball = path.join(folder, 'js', fs.readdirSync(path.join(folder, 'js'))[0]);
  const unpacked = path.join(folder, 'unpacked');
  fs.mkdirSync(unpacked);
  execFileSync('tar', ['--extract', '--gzip', '--file', tarball, '--directory', unpacked]);
  fs.appendFileSync(path.join(unpacked, 'package', 'README.md'), '\nanother word\n');
  execFileSync('tar', ['--create', '--gzip', '--file', tarball, '--directory', unpacked, 'package']);
}

function isThere(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

function expectPassed({ passed, printed }: Outcome): void {
  if (!passed) throw new Error(printed);
}

function expectFailed({ passed, printed }: Outcome, why: string): void {
  if (passed || !printed.includes(why)) throw new Error(`expected it to fail with '${why}':\n${printed}`);
}

function expectSame(got: unknown, wanted: unknown): void {
  const [one, other] = [got, wanted].map((each) => JSON.stringify(each));
  if (one !== other) throw new Error(`expected ${other}, got ${one}`);
}

void main();
