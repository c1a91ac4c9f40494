import * as fs from 'node:fs';
import * as path from 'node:path';
import { capacityOf } from '../../src/proxy/nginx';

const OPERATIONS = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
const rows = [...OPERATIONS.matchAll(/^\| ([\d.]+), ([\d.]+) \| (.*) \|$/gm)].map(([, vcpu, gib, cells]) => [Number(vcpu), Number(gib), cells] as const);

test('what a task takes on is told for five sizes', () => {
  expect(rows).toHaveLength(5);
});

test.each(rows)('a task of %d vCPU and %d GiB takes on what the table says', (vcpu, gib, cells) => {
  const { tlsSessions, tlsSessionsPerClient, httpRequests, httpRequestsPerClient } = capacityOf(vcpu * 1024, gib * 1024);

  expect(cells.split(' | ').map(Number)).toEqual([tlsSessions, tlsSessionsPerClient, httpRequests, httpRequestsPerClient]);
});
