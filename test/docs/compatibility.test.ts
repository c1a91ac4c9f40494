import * as fs from 'node:fs';
import * as path from 'node:path';
import { claimsIn, exists, proofsIn } from './claims';

const DOCS = path.join(__dirname, '..', '..', 'docs');
const COMPATIBILITY = fs.readFileSync(path.join(DOCS, 'compatibility.md'), 'utf8');

test('each line of docs/compatibility.md names a test', () => {
  const claims = claimsIn(COMPATIBILITY);

  expect(claims.length).toBeGreaterThan(20);
  expect(claims.filter(({ proofs }) => proofs.length === 0).map(({ line }) => `compatibility.md:${line} names none`)).toEqual([]);
});

test.each(proofsIn(COMPATIBILITY).map(({ title, file }) => [title, file]))('there is a test: %s', (title, file) => {
  expect(exists(DOCS, { title, file })).toBe(true);
});
