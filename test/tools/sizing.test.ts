import * as fs from 'node:fs';
import * as path from 'node:path';
import { profileTable, sizingTable, speedTable } from '../../tools/sizing';

const PAGE = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'sizing.md'), 'utf8');

test.each([['sizes', sizingTable()], ['profiles', profileTable()], ['speeds', speedTable()]])('docs/sizing.md shows the table of %s that the command prints', (_, table) => {
  expect(PAGE).toContain(`\n${table}\n`);
});
