import { capacityOf, HTTP_CONNECTION_KIB, HTTP_REQUEST_KIB, TLS_SESSION_KIB } from '../../../src/proxy/nginx';

const DEFAULT = capacityOf(512, 2048);

test.each([
  [256, 512, 1],
  [512, 1024, 1],
  [1024, 2048, 1],
  [2048, 4096, 2],
  [16384, 32768, 16],
])('a task of %d CPU units and %d MiB has %d workers', (cpu, memoryMiB, workers) => {
  expect(capacityOf(cpu, memoryMiB).workerProcesses).toBe(workers);
});

test.each([[256, 512], [512, 1024], [512, 2048], [1024, 2048], [4096, 8192]])('a task of %d CPU units and %d MiB never takes on more than it holds', (cpu, memoryMiB) => {
  const { tlsSessions, httpRequests, httpConnections, workerProcesses } = capacityOf(cpu, memoryMiB);

  const heads = (httpConnections - httpRequests) * HTTP_CONNECTION_KIB;
  const kibibytes = tlsSessions * TLS_SESSION_KIB + httpRequests * HTTP_REQUEST_KIB + heads + workerProcesses * 32 * 1024 + 64 * 1024;
  expect(kibibytes).toBeLessThanOrEqual(memoryMiB * 1024);
});

test('two tasks of the default size hold the 5,000 users of the Guidance', () => {
  expect(2 * DEFAULT.tlsSessions).toBeGreaterThan(5000);
});

test('one worker could hold all sessions without the sixteenth that nginx keeps free, within the files that a process may open', () => {
  expect(DEFAULT.workerConnections * 15 / 16).toBeGreaterThan(2 * (DEFAULT.tlsSessions + DEFAULT.httpRequests));

  expect(capacityOf(16384, 122880).workerConnections).toBeLessThan(65535);
});

test('beside all of them there are slots for 20,000 connections that have said nothing yet', () => {
  const { tlsSessions, httpRequests, httpConnections } = DEFAULT;

  expect(DEFAULT.workerConnections * 15 / 16 - 2 * tlsSessions - httpRequests - httpConnections).toBeGreaterThan(20_000);
});

test('one client takes a twelfth of a task at most', () => {
  expect(DEFAULT.tlsSessionsPerClient).toBe(Math.floor(DEFAULT.tlsSessions / 12));
  expect(DEFAULT.httpRequestsPerClient).toBe(Math.floor(DEFAULT.httpRequests / 12));
  expect(DEFAULT.httpConnectionsPerClient).toBe(Math.floor(DEFAULT.httpConnections / 12));
});
