import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { versionsIn } from '../../tools/release/example-versions';

const ROOT = path.join(__dirname, '..', '..');
const PROGRAM = 'tools/release/renew-examples.ts';
const FOLDERS = ['examples', 'test/languages'];

test('after a release every example names its version', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'renewed-'));
  try {
    [...FOLDERS, 'tools/release'].forEach((each) => fs.cpSync(path.join(ROOT, each), path.join(folder, each), {
      recursive: true, filter: (file) => path.basename(file) !== 'node_modules',
    }));
    git(folder, 'init', '--quiet');
    git(folder, '-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--allow-empty', '--message', 'feat: a release');
    git(folder, 'tag', 'v0.34.56');

    execFileSync(process.execPath, ['--require', 'ts-node/register/transpile-only', path.join(folder, PROGRAM)], { cwd: ROOT });

    const versions = FOLDERS.flatMap((each) => Object.values(versionsIn(path.join(folder, each))));
    expect(versions.length).toBeGreaterThan(5);
    expect(new Set(versions)).toEqual(new Set(['0.34.56']));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

function git(folder: string, ...args: string[]): void {
  execFileSync('git', args, { cwd: folder });
}
