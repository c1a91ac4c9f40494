import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { versionsIn } from '../../tools/release/example-versions';

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');
const { repository, bugs } = JSON.parse(read('package.json'));
const URL = repository.url.replace(/\.git$/, '');
const PRIVATE = `${URL}/security/advisories/new`;

test.each(['SECURITY.md', 'README.md'])('%s says where a vulnerability is reported in private', (file) => {
  expect(read(file)).toContain(`(${PRIVATE})`);
});

test('who opens an issue is sent to the private report first', () => {
  expect(parse(read('.github/ISSUE_TEMPLATE/config.yml')).contact_links.map(({ url }: { url: string }) => url)).toEqual([PRIVATE]);
});

test('registries show where bugs are reported', () => {
  expect(bugs.url).toBe(`${URL}/issues`);
});

test('each file has owners of the organisation that the repository belongs to', () => {
  const [, organisation] = /github\.com\/([^/]+)/.exec(URL)!;
  const rules = read('.github/CODEOWNERS').split('\n').filter((line) => line && !line.startsWith('#'));
  expect(rules[0]).toBe(`* @${organisation}/maintainers`);
});

test('what a reader copies in any language names one version, which is or will be released', () => {
  const versions = versionsIn(path.join(ROOT, 'examples'));
  expect(new Set(Object.keys(versions).map((file) => file.split('/')[0]))).toEqual(new Set(['csharp', 'go', 'java', 'python', 'typescript']));
  expect(Object.keys(versions)).toHaveLength(10);
  const [version, ...others] = new Set(Object.values(versions));
  expect(others).toEqual([]);
  expect(version).toMatch(/^0\.[1-9]\d*\.\d+$/);
});
