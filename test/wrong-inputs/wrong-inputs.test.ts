import * as fs from 'node:fs';
import * as path from 'node:path';
import { lineOf } from './document';
import { complaintsOf, KINDS, stackFor } from './row';
import { ROWS } from './rows';

test.each(ROWS.map((row) => [row.place, KINDS[row.kind], row.fault, row] as const))('%s, %s: %s', (_, __, ___, { make, message, warning }) => {
  const stack = stackFor();
  const said = () => {
    make(stack);
    return complaintsOf(stack);
  };

  if (warning) {
    expect(said()).toContain(warning);
  } else {
    expect(() => { throw new Error(said().join('\n')); }).toThrow(message);
  }
});

test('docs/wrong-inputs.md has a line for each, and no other', () => {
  const document = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'wrong-inputs.md'), 'utf8');
  const [, said] = document.split('\n## What is said\n');

  expect(said.split('\n').filter((each) => each.startsWith('| `')).sort()).toEqual(ROWS.map(lineOf).sort());
});
