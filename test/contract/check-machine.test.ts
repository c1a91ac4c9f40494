import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const SCRIPT = fs.readFileSync(path.join(ROOT, 'tools', 'check-machine.sh'), 'utf8');
const TASKS: Record<string, { steps: { exec?: string }[] }> = JSON.parse(fs.readFileSync(path.join(ROOT, '.projen', 'tasks.json'), 'utf8')).tasks;

/** The programs that scripts of the suites ask for, each with its Debian package. */
const ASKED_FOR = [
  ...['install.sh', 'lab/account/install.sh', 'lab/clients/install.sh', 'lab/checkov/install.sh']
    .map((file) => fs.readFileSync(path.join(ROOT, 'test', 'laboratory', file), 'utf8')),
  ...TASKS.laboratory.steps.map(({ exec = '' }) => exec),
].flatMap((text) => [...text.replace('${DOCKER_REGISTRY:-docker-registry}', 'docker-registry').matchAll(/\b[\w-]+=[\w-]+(?= |$|")/gm)].map(([pair]) => pair.replace('"', '')))
  .filter((pair) => /^[a-z]/.test(pair));

/** What the script says to a user with this id, on a machine that has every program but the missing ones. */
function runAs(uid: number, missing: string[] = [], namespaces = true): { status: number | null; said: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'machine-'));
  try {
    const programs = [...new Set(ASKED_FOR.map((pair) => pair.split('=')[0])), 'mvn', 'chromium', 'apt-get'].filter((name) => !missing.includes(name));
    const texts: Record<string, string> = { id: `echo ${uid}`, bash: 'exec /bin/bash "$@"', dirname: 'exec /usr/bin/dirname "$@"', unshare: namespaces ? '' : 'exit 1' };
    [...new Set([...programs, ...Object.keys(texts)])].forEach((name) =>
      fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n${texts[name] ?? ''}\n`, { mode: 0o755 }));
    const script = path.join(ROOT, 'tools', 'check-machine.sh');
    const { status, stdout, stderr } = spawnSync('/bin/bash', [script], { env: { PATH: folder }, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('every program that a suite asks for is looked for before the first suite starts', () => {
  expect(ASKED_FOR.length).toBeGreaterThan(10);
  expect(ASKED_FOR.filter((pair) => !SCRIPT.includes(` ${pair}`))).toEqual([]);
});

test('it is the first step of npm test', () => {
  expect(TASKS.test.steps[0]).toEqual({ exec: 'tools/check-machine.sh' });
});

test('root is told nothing, because nothing is left out', () => {
  expect(runAs(0)).toEqual({ status: 0, said: '' });
});

test('a plain user is told what needs root, and that the rest runs', () => {
  const { status, said } = runAs(1000);

  expect(status).toBe(0);
  expect(said).toMatch(/^npm test runs as a plain user\.\n- Left out: test:capacity .*, because only root can make control groups\./);
  expect(said).toMatch(/- Everything else runs\.\n$/);
});

test.each(['mvn', 'chromium'])('a plain user is told what is not run without %s', (program) => {
  expect(runAs(1000, [program])).toEqual({ status: 0, said: expect.stringContaining('- Not run: the') });
});

test('a plain user is told all missing packages at once, and nothing runs', () => {
  expect(runAs(1000, ['ab', 'docker-registry'])).toEqual({
    status: 1, said: expect.stringContaining('these packages are missing: docker-registry apache2-utils. Run: sudo apt-get install --yes docker-registry apache2-utils'),
  });
});

test('a plain user without user namespaces is told how to get them, and nothing runs', () => {
  expect(runAs(1000, [], false)).toEqual({ status: 1, said: expect.stringContaining('sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0') });
});
