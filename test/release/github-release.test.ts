import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const SCRIPT = path.join(__dirname, '..', '..', 'tools', 'release', 'github-release.sh');

/** Stands in for GitHub: keeps one release in files, writes down each command, and fails at the one that it is told to. */
const GH = `#!/usr/bin/env bash
cd "$STATE"
case "$*" in
  *"release view"*) [ -e draft ] && cat draft || exit 1; exit ;;
esac
[ "$FAIL_AT" = "$2" ] && { echo 'HTTP 502' >&2; exit 1; }
echo "$*" >> commands
case "$2" in
  create) echo true > draft ;;
  upload) [ "$(cat draft)" = true ] || { echo 'Cannot upload assets to an immutable release' >&2; exit 1; } ;;
  edit) echo false > draft ;;
esac
`;

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'github-'));
  fs.writeFileSync(path.join(folder, 'gh'), GH, { mode: 0o755 });
  fs.writeFileSync(path.join(folder, 'releasetag.txt'), 'v0.1.0');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('a release is drafted, filled and published, in this order', () => {
  release();
  expect(commands()).toEqual([
    'release create v0.1.0 --repo example/example --draft --notes-file notes.md --title v0.1.0 --target 0123abc',
    'release upload v0.1.0 sbom.json --repo example/example --clobber',
    'release edit v0.1.0 --repo example/example --draft=false',
  ]);
});

test.each(['create', 'upload', 'edit'])('a run that failed at %s goes on where it stopped', (command) => {
  expect(() => release(command)).toThrow('HTTP 502');
  release();
  expect(commands().filter((each) => each.startsWith('release create'))).toHaveLength(1);
  expect(commands().at(-1)).toContain('--draft=false');
});

test('a release that is published is left alone', () => {
  release();
  const before = commands();
  release();
  expect(commands()).toEqual(before);
});

function release(failAt = ''): void {
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    STATE: folder,
    FAIL_AT: failAt,
    RELEASE_TAG_FILE: path.join(folder, 'releasetag.txt'),
    CHANGELOG_FILE: 'notes.md',
    GITHUB_REPOSITORY: 'example/example',
    GITHUB_SHA: '0123abc',
  };
  execFileSync(SCRIPT, ['sbom.json'], { env, stdio: 'pipe' });
}

function commands(): string[] {
  return fs.readFileSync(path.join(folder, 'commands'), 'utf8').trim().split('\n');
}
