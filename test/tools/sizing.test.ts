import * as fs from 'node:fs';
import * as path from 'node:path';
import { sizingTable } from '../../tools/sizing';

test('docs/sizing.md shows the table that the command prints', () => {
  expect(fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'sizing.md'), 'utf8')).toContain(`\n${sizingTable()}\n`);
});
