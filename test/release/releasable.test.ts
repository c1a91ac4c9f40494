import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const { tasks } = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', '.projen', 'tasks.json'), 'utf8'));
const RELEASABLE: string = tasks['bump:releasable-commits'].steps[0].exec;

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'commits-'));
  git('init', '--quiet');
  commit('feat: begin');
  git('tag', 'v0.1.0');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test.each(['fix: a fault', 'feat: a prop', 'feat(edge): a prop', 'fix!: another default'])('a commit "%s" makes a release', (message) => {
  commit(message);
  expect(releasable()).toContain(message);
});

test.each([
  'docs: a word', 'chore: renew what upgrades are tested from', 'refactor: a shorter way', 'test: a fix: of a test', 'build: feat',
])('a commit "%s" makes none', (message) => {
  commit(message);
  expect(releasable()).toBe('');
});

function releasable(): string {
  return execFileSync('bash', ['-c', RELEASABLE], { cwd: folder, env: { ...process.env, LATEST_TAG: 'v0.1.0' }, encoding: 'utf8' });
}

function commit(message: string): void {
  git('commit', '--quiet', '--allow-empty', '--message', message);
}

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: folder, stdio: 'pipe' });
}
