import * as fs from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');

interface Step { readonly spawn?: string; readonly exec?: string }

const TASKS: Record<string, { readonly steps?: Step[] }> = JSON.parse(read('.projen/tasks.json')).tasks;
const COMMANDS = Object.keys(JSON.parse(read('package.json')).scripts).filter((name) => name !== 'projen');

/** Commands that projen brings, which release, install and watch, and are projen's to test. */
const OF_PROJEN = [
  'build', 'bump', 'bump:next-version', 'bump:releasable-commits', 'clobber', 'compat', 'eject', 'package', 'package-all', 'package:dotnet', 'package:go', 'package:java',
  'package:js', 'package:python', 'post-upgrade', 'release', 'test:watch', 'unbump', 'upgrade', 'watch',
];

/** Programs that a test's own program runs. */
const RUN_BY_PROGRAM: Record<string, string> = { 'tools/sbom.sh': 'test/release/main.ts', 'tools/release/renew-examples.ts': 'test/release/renew-examples.test.ts' };

/** Commands that take too long for a test, each with the page that it is a step of. */
const BY_HAND: Record<string, string> = { 'load:scenario': 'examples/load-test/README.md', 'release:rehearse': 'docs/releasing.md', 'test:release': 'docs/releasing.md' };

/** What `.ci/run` starts, which is where every test is started from. */
const STARTED = [...read('.ci/run').matchAll(/^(?:npx projen|npm run|npm)(?: ([\w:-]+))?$/gm)].map(([, name]) => name ?? 'default');

/** The tasks that a step runs: one, or several side by side. */
const tasksOf = ({ spawn, exec = '' }: Step) => [...(spawn ? [spawn] : []), ...[...exec.matchAll(/"projen ([\w:-]+)/g)].map(([, name]) => name)];

function reachedFrom(name: string): string[] {
  return [name, ...(TASKS[name]?.steps ?? []).flatMap(tasksOf).flatMap(reachedFrom)];
}

const REACHED = new Set(STARTED.flatMap(reachedFrom));

/** The files that a task runs; what they are given does not matter, because some are given a folder that is committed. */
function programsOf(name: string): string[] {
  return (TASKS[name]?.steps ?? []).flatMap(({ exec = '' }) => exec.match(/(?:^|\s)(?:test|tools)\/[\w/.-]+\.(?:ts|py|sh)|^integ-runner|(?<=-m )lab\.[\w.]+/g) ?? []).map((program) => program.trim());
}

const PROGRAMS = new Set([...REACHED].flatMap(programsOf));

function isRun(command: string): boolean {
  const programs = programsOf(command);
  return REACHED.has(command) || (programs.length > 0 && programs.every((program) => PROGRAMS.has(program) || program in RUN_BY_PROGRAM));
}

test('what .ci/run starts is found', () => {
  expect(STARTED).toEqual(expect.arrayContaining(['default', 'compile', 'post-compile', 'picture', 'test']));
});

test('every command of package.json is run by some test, or is projen\'s own', () => {
  expect(COMMANDS.filter((command) => !OF_PROJEN.includes(command) && !(command in BY_HAND) && !isRun(command))).toEqual([]);
});

test('the commands that are called projen\'s own exist, and no test runs them', () => {
  expect(OF_PROJEN.filter((command) => !COMMANDS.includes(command) || REACHED.has(command))).toEqual([]);
});

test('no task links a folder into itself, where whoever looks through all packages would never come to an end', () => {
  const commands = Object.values(TASKS).flatMap(({ steps = [] }) => steps.map(({ exec = '' }) => exec));

  expect(commands.filter((command) => /\bln -\w+ (\S+ )*(\.\.\/)*\.\. /.test(command))).toEqual([]);
});

test.each(Object.entries(BY_HAND))('%s, which no test runs, is a step of %s', (command, page) => {
  expect(isRun(command)).toBe(false);
  expect(read(page)).toContain(`npm run ${command}`);
});

test.each(Object.entries(RUN_BY_PROGRAM))('%s is run by %s', (program, by) => {
  expect(read(by)).toContain(`'${program}'`);
  expect(by.endsWith('.test.ts') || PROGRAMS.has(by)).toBe(true);
});
