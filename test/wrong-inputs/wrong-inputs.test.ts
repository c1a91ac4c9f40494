import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { ROWS } from './rows';
import { LatticeExternalIngress } from '../../src';
import { compulsoryProps } from '../ingress';

test.each(ROWS.map((row) => [row.prop, row.fault, row] as const))('%s: %s', (_, __, { props, message }) => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });
  expect(() => new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...props(stack) as object })).toThrow(message);
});

test('docs/wrong-inputs.md has a row for each, in the same order', () => {
  const document = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'wrong-inputs.md'), 'utf8');
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const table = ROWS.map(({ prop, fault, message }) => `| \`${prop}\` | ${fault} | ${cell(message)} |`);

  expect(document.split('\n').filter((line) => line.startsWith('| `'))).toEqual(table);
});
