import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const SCRIPT = path.join(__dirname, '..', '..', 'tools', 'outdated.sh');

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'outdated-'));
  fs.mkdirSync(path.join(folder, 'apps'));
  written('library', 10);
  written('apps/app.ts', 20);
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('what was not made yet is outdated', () => {
  expect(isOutdated()).toBe(true);
});

test('what is newer than everything that it is made of is not outdated', () => {
  written('template', 30);
  expect(isOutdated()).toBe(false);
});

test.each(['library', 'apps/app.ts', 'apps/another.ts'])('what is older than %s is outdated', (source) => {
  written('template', 30);
  written(source, 40);
  expect(isOutdated()).toBe(true);
});

test('a source that is not there is no reason to make nothing', () => {
  written('template', 30);
  fs.rmSync(path.join(folder, 'library'));
  expect(isOutdated()).toBe(true);
});

/** A file and its folder as if they had been written at a time. */
function written(file: string, seconds: number): void {
  const whole = path.join(folder, file);
  fs.writeFileSync(whole, '');
  [whole, path.dirname(whole)].forEach((each) => fs.utimesSync(each, seconds, seconds));
}

function isOutdated(): boolean {
  return spawnSync(SCRIPT, ['template', 'library', 'apps'], { cwd: folder }).status === 0;
}
