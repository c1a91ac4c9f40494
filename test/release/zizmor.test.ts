import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { linter } from '../linter';

const GITHUB = path.join(__dirname, '..', '..', '.github');
const WORKFLOWS = path.join(GITHUB, 'workflows');
const FILES = fs.readdirSync(WORKFLOWS).map((file) => path.join(WORKFLOWS, file));

interface Finding {
  readonly ident: string;
  readonly ignored: boolean;
}

/** What zizmor, which looks for holes in workflows, finds in some of them by our rules. */
function zizmor(...files: string[]): string[] {
  const options = ['--offline', '--no-progress', '--format', 'json-v1', '--persona', 'pedantic', '--config', path.join(GITHUB, 'zizmor.yml')];
  const { stdout, stderr, status } = spawnSync(linter('zizmor'), [...options, ...files], { encoding: 'utf8' });
  if (!stdout) throw new Error(`zizmor ended with ${status}: ${stderr}`);
  return (JSON.parse(stdout) as Finding[]).filter(({ ignored }) => !ignored).map(({ ident }) => ident);
}

test('zizmor finds no hole in the workflows, but that the container has no digest until a maintainer pins it', () => {
  const containers = FILES.flatMap((file) => fs.readFileSync(file, 'utf8').match(/image: (?!\S+@sha256:)/g) ?? []);
  expect(zizmor(...FILES)).toEqual(containers.map(() => 'unpinned-images'));
});

test.each([
  ['artipacked', /\n +persist-credentials: false/, ''],
  ['excessive-permissions', /^permissions:\n  contents: none$/m, ''],
  ['unpinned-uses', /actions\/checkout@[0-9a-f]{40}/, 'actions/checkout@v7'],
  ['template-injection', /run: npm ci$/m, 'run: echo ${{ github.head_ref }}'],
  ['dangerous-triggers', /pull_request: \{\}/, 'pull_request_target: {}'],
])('zizmor would find %s', (finding, sound, broken) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'workflows-'));
  try {
    const build = fs.readFileSync(path.join(WORKFLOWS, 'build.yml'), 'utf8');
    expect(build).toMatch(sound);
    const file = path.join(folder, 'build.yml');
    fs.writeFileSync(file, build.replace(sound, broken));
    expect(zizmor(file)).toContain(finding);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
