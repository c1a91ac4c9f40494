import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { faultsIn, Repository } from './faults';
import { appsIn } from '../consumer/recipes';

const ROOT = path.join(__dirname, '..', '..');
const { scripts, repository } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const REPOSITORY: Repository = {
  root: ROOT,
  url: repository.url.replace(/\.git$/, ''),
  files: execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n'),
  tasks: Object.keys(scripts),
};

test.each(REPOSITORY.files.filter((file) => file.endsWith('.md')))('links, anchors and commands of %s lead somewhere', (document) => {
  expect(faultsIn(REPOSITORY, document)).toEqual([]);
});

test('the quick start of README.md is the example, word for word', () => {
  const read = (...file: string[]) => fs.readFileSync(path.join(ROOT, ...file), 'utf8');

  expect(appsIn(read('README.md'))).toEqual([read('examples', 'typescript', 'quick-start', 'app.ts')]);
});

test('decisions are numbered from 1, without holes, and each begins with its number', () => {
  const decisions = REPOSITORY.files.filter((file) => file.startsWith('docs/decisions/')).sort();
  const numbers = decisions.map((_, index) => `${index + 1}`.padStart(3, '0'));

  expect(decisions.map((file) => path.basename(file).slice(0, 3))).toEqual(numbers);
  expect(decisions.map((file) => fs.readFileSync(path.join(ROOT, file), 'utf8').slice(0, 6))).toEqual(numbers.map((number) => `# ${number}.`));
});

describe('a document', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'documents-'));
  afterAll(() => fs.rmSync(root, { recursive: true }));

  const faults = (markdown: string) => {
    fs.mkdirSync(path.join(root, 'docs'), { recursive: true });
    fs.writeFileSync(path.join(root, 'docs', 'page.md'), markdown);
    fs.writeFileSync(path.join(root, 'README.md'), '# First steps\n\n## A `prop`, and more\n\n## Twice\n\n## Twice\n\n<a id="by-hand"></a>\n');
    return faultsIn({ root, url: 'https://github.com/us/ours', files: ['README.md', 'docs/page.md', 'tools/draw.ts'], tasks: ['picture', 'test', 'test:deploy'] }, 'docs/page.md');
  };

  test('without a fault has none', () => {
    expect(faults([
      '# Page', '[web](https://example.com/nothing), [here](#page), [file](../README.md), [folder](../tools), ![picture](../tools/draw.ts)',
      '[heading](../README.md#a-prop-and-more), [the second](../README.md#twice-1), [by hand](../README.md#by-hand)',
      '[file](https://github.com/us/ours/blob/main/README.md#twice), ![raw](https://raw.githubusercontent.com/us/ours/main/tools/draw.ts), [theirs](https://github.com/them/theirs/blob/main/GONE.md)', '',
      '```sh', 'npm run picture && npx projen test:deploy && npm test', 'ts-node tools/draw.ts cdk.out/app.json TEMPLATE.json > out.txt', 'cd tools && cat draw.ts', '```',
      '```ts', 'not a command (', '```',
    ].join('\n'))).toEqual([]);
  });

  test.each([
    ['a file that does not exist', '[file](../GONE.md)', '1: no file \'GONE.md\''],
    ['a file in a table', '\n| a | b |\n|---|---|\n| x | [file](gone.md) |', '2: no file \'docs/gone.md\''],
    ['a file beyond the repository', '[file](../../README.md)', '1: no file \'../README.md\''],
    ['an address of a file that does not exist', '[file](https://github.com/us/ours/blob/main/GONE.md)', '1: no file \'GONE.md\''],
    ['an address of a heading that does not exist', '[file](https://github.com/us/ours/blob/main/README.md#gone)', '1: no heading \'#gone\' in README.md'],
    ['an address of a picture that does not exist', '![picture](https://raw.githubusercontent.com/us/ours/main/docs/gone.svg)', '1: no file \'docs/gone.svg\''],
    ['an image that does not exist', '![picture](gone.svg)', '1: no file \'docs/gone.svg\''],
    ['a heading that does not exist', '[heading](../README.md#third-steps)', '1: no heading \'#third-steps\' in README.md'],
    ['a third heading of one name', '[heading](../README.md#twice-2)', '1: no heading \'#twice-2\' in README.md'],
    ['a heading of its own that does not exist', '# Page\n\n[heading](#pages)', '3: no heading \'#pages\' in docs/page.md'],
    ['a reference that leads nowhere', '[file][1]\n\n[1]: gone.md', '1: no file \'docs/gone.md\''],
    ['a path that does not exist', '`draw.ts` of `tools/`, `tools/*.ts` or `tools/drew.ts`', '1: no file \'tools/drew.ts\''],
    ['a task that does not exist', '```sh\nnpm run pictures\n```', '2: no task \'pictures\''],
    ['a projen task that does not exist', '```sh\ntrue\nnpx projen tests:deploy\n```', '3: no task \'tests:deploy\''],
    ['a script that does not exist', '```sh\nts-node tools/drew.ts\n```', '2: no file \'tools/drew.ts\''],
    ['a file argument that does not exist', '```sh\ncat --file=gone.json\n```', '2: no file \'gone.json\''],
    ['what no shell reads', '```sh\nif true; then\n```', '2: bash: line 2: syntax error: unexpected end of file'],
  ])('is told of %s', (_, markdown, fault) => {
    expect(faults(markdown)).toEqual([`docs/page.md:${fault}`]);
  });
});
