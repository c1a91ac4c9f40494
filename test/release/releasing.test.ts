import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.join(__dirname, '..', '..');
const WORKFLOWS = path.join(ROOT, '.github', 'workflows');
const read = (...file: string[]) => fs.readFileSync(path.join(ROOT, ...file), 'utf8');
const page = read('docs', 'releasing.md');

const secretsOf = (text: string) => [...new Set([...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name))];
const secrets = secretsOf(fs.readdirSync(WORKFLOWS).map((file) => read('.github', 'workflows', file)).join());
const publishing: any[] = Object.values(parse(read('.github', 'workflows', 'release.yml')).jobs).filter(({ environment }: any) => environment);

test.each(secrets)('a maintainer learns where the secret %s comes from', (secret) => {
  const kept = placeOf(secret);
  expect(kept).toMatch(/^(environment `release`|repository|nowhere: .+)$/);
  if (!kept?.includes('nowhere')) expect(page).toContain(`gh secret set ${secret}`);
});

test.each(secretsOf(JSON.stringify(publishing)))('the secret %s of a job that publishes is not the repository\'s: no other job gets it', (secret) => {
  expect(placeOf(secret)).not.toBe('repository');
});

test('a maintainer learns in which environment releases are approved', () => {
  expect(new Set(publishing.map(({ environment }) => environment))).toEqual(new Set(['release']));
  expect(page).toContain('new environment `release`');
});

test('what is checked before a release is the package, every tool chain, a rehearsal, and the whole runbook', () => {
  const { tasks } = JSON.parse(read('.projen', 'tasks.json'));
  expect(tasks['test:release'].steps).toEqual([
    { spawn: 'test:package' }, { spawn: 'test:consumer' }, { spawn: 'release:rehearse' }, { spawn: 'test:deploy', args: ['--only', 'runbook'] },
  ]);
});

/** Where the page's table says that a secret is kept. */
function placeOf(secret: string): string | undefined {
  const [row] = page.split('\n').filter((line) => line.startsWith('|') && line.includes(`\`${secret}\``));
  return row?.split('|')[2].trim();
}
