import * as fs from 'node:fs';
import * as path from 'node:path';
import { lineOf } from './document';
import { KINDS, saidTo } from './row';
import { ROWS } from './rows';

const LINES = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'wrong-inputs.md'), 'utf8')
  .split('\n## What is said\n')[1].split('\n').filter((each) => each.startsWith('| `'));

test.each(ROWS.map((row) => [row.place, KINDS[row.kind], row.fault, row] as const))('%s, %s: %s', (_, __, ___, row) => {
  const said = saidTo(row);

  expect(said).toContain(row.message ?? `warning \`${row.warning}\`: `);
  // Nobody knows a token by its number.
  expect(said).not.toMatch(/Token\[/);
  // The page has the whole text, which a reader of a change reviews.
  expect(LINES.filter((line) => line.startsWith(lineOf(row, '').slice(0, -2)))).toContain(lineOf(row, said));
});

test('docs/wrong-inputs.md has no other lines', () => {
  expect(LINES).toHaveLength(ROWS.length);
});
