import * as fs from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const PAGE = fs.readFileSync(path.join(ROOT, 'docs', 'first-deployment.md'), 'utf8');

/** Each question, by its heading. */
const questions = PAGE.split(/^### /m).slice(1).map((text) => [text.split('\n')[0], text.split(/^## /m)[0]] as const);

test.each(questions)('%s has what we expect, and what to change otherwise', (_, text) => {
  expect(text).toMatch(/^Expected/m);
  expect(text).toMatch(/^(Otherwise|If the other)/m);
});

/** What the page says to change: a name, and the file that it stands in. */
const places = [...PAGE.matchAll(/`([\w.-]+)[^`\n]*`[^`\n]{0,40} in `((?:src|handlers)\/[\w./-]+)`/g)].map(([, name, file]) => [name, file]);

test.each(places)('%s is in %s', (name, file) => {
  expect(fs.readFileSync(path.join(ROOT, file), 'utf8')).toContain(name);
});

test('the page says where to change what', () => {
  expect(questions.length).toBeGreaterThan(15);
  expect(places.length).toBeGreaterThan(10);
});
