import { capacityOf, HTTP_REQUEST_KIB, TLS_SESSION_KIB } from '../../../src/proxy/nginx';

test.each([
  [256, 512, 1],
  [512, 1024, 1],
  [1024, 2048, 1],
  [2048, 4096, 2],
  [16384, 32768, 16],
])('a task of %d CPU units and %d MiB has %d workers', (cpu, memoryMiB, workers) => {
  expect(capacityOf(cpu, memoryMiB).workerProcesses).toBe(workers);
});

test.each([[256, 512], [512, 1024], [1024, 2048], [4096, 8192]])('a task of %d CPU units and %d MiB never takes on more than it holds', (cpu, memoryMiB) => {
  const { tlsSessions, httpRequests, workerProcesses } = capacityOf(cpu, memoryMiB);

  const kibibytes = tlsSessions * TLS_SESSION_KIB + httpRequests * HTTP_REQUEST_KIB + workerProcesses * 32 * 1024 + 96 * 1024;
  expect(kibibytes).toBeLessThanOrEqual(memoryMiB * 1024);
  expect(tlsSessions).toBeGreaterThan(1000);
});

test('one worker could hold all sessions without the sixteenth that nginx keeps free, within the files that a process may open', () => {
  const small = capacityOf(512, 1024);
  expect(small.workerConnections * 15 / 16).toBeGreaterThan(2 * (small.tlsSessions + small.httpRequests));

  expect(capacityOf(16384, 122880).workerConnections).toBeLessThan(65535);
});

test('one client takes an eighth of a task at most', () => {
  const { tlsSessions, tlsSessionsPerClient } = capacityOf(512, 1024);

  expect(tlsSessionsPerClient).toBe(Math.floor(tlsSessions / 8));
});
