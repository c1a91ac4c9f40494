import * as fs from 'node:fs';
import * as path from 'node:path';
import { TestIngress } from '../ingress';

const DOCS = path.join(__dirname, '..', '..', 'docs');
const GUIDE = fs.readFileSync(path.join(DOCS, 'migrating-from-the-guidance.md'), 'utf8');
const PROPS = [...fs.readFileSync(path.join(DOCS, 'props.md'), 'utf8').matchAll(/^\| `(\w+)`/gm)].map(([, prop]) => prop);

/** The code in one column of the table below a heading. */
function column(heading: string, index: number): string[] {
  const rows = GUIDE.split(`## ${heading}\n`)[1].split('\n## ')[0].split('\n').filter((row) => row.startsWith('|'));
  return [...new Set(rows.flatMap((row) => [...row.split('|')[index].matchAll(/`([^`]+)`/g)].map(([, code]) => code)))];
}

test('every prop that a parameter becomes is one', () => {
  const named = column('Parameters', 2);

  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((prop) => !PROPS.includes(prop))).toEqual([]);
});

test.each(column('Outputs', 2))('an output becomes a member: %s', (member) => {
  const { ingress } = new TestIngress();

  expect(member.split('.').slice(1).reduce((value: any, name) => value[name], ingress)).toEqual(expect.any(String));
});

test.each(column('Outputs', 3))('an output becomes an output of the template without CDK: %s', (output) => {
  const template = path.join(DOCS, '..', 'examples', 'cloudformation', 'lattice-external-ingress.template.json');

  expect(JSON.parse(fs.readFileSync(template, 'utf8')).Outputs).toHaveProperty(output);
});
