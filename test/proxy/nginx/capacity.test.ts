import { capacityOf, CONNECTION_KIB, HTTP_CONNECTION_KIB, keptForEachOf, TrafficProfile } from '../../../src/proxy/nginx';

const { BALANCED, MANY_SESSIONS, LARGE_TRANSFERS } = CONNECTION_KIB;
const DEFAULT = capacityOf(512, 2048, BALANCED);

test.each([
  [256, 512, 1],
  [512, 1024, 1],
  [1024, 2048, 1],
  [2048, 4096, 2],
  [16384, 32768, 16],
])('a task of %d CPU units and %d MiB has %d workers', (cpu, memoryMiB, workers) => {
  expect(capacityOf(cpu, memoryMiB, BALANCED).workerProcesses).toBe(workers);
});

test('each worker more takes 32 MiB from the connections', () => {
  const ofOne = capacityOf(1024, 2048, BALANCED);

  expect(capacityOf(4096, 2048 + 3 * 32, BALANCED)).toEqual({ ...ofOne, workerProcesses: 4, workerMemoryKiB: expect.any(Number) });
});

describe.each(Object.values(TrafficProfile))('with %s', (profile) => {
  const connection = CONNECTION_KIB[profile];

  test.each([[256, 512], [512, 1024], [512, 2048], [1024, 2048], [4096, 8192]])('a task of %d CPU units and %d MiB never takes on more than it holds', (cpu, memoryMiB) => {
    const { tlsSessions, httpRequests, httpConnections, workerProcesses } = capacityOf(cpu, memoryMiB, connection);

    const heads = (httpConnections - httpRequests) * HTTP_CONNECTION_KIB;
    const kibibytes = tlsSessions * connection.tlsSession + httpRequests * connection.httpRequest + heads + workerProcesses * 32 * 1024 + 64 * 1024;
    expect(kibibytes).toBeLessThanOrEqual(memoryMiB * 1024);
  });

  test.each([[256, 512], [512, 2048], [2048, 4096]])('workers of a task of %d CPU units and %d MiB may ask for what connections hold, and for three quarters of it', (cpu, memoryMiB) => {
    const { tlsSessions, httpRequests, httpConnections, workerProcesses, workerMemoryKiB } = capacityOf(cpu, memoryMiB, connection);

    // What is received or sent is in sockets.
    const requestInNginx = connection.httpRequest - connection.fromClient - connection.fromService;
    const heads = (httpConnections - httpRequests) * HTTP_CONNECTION_KIB;
    const inNginx = tlsSessions * (2 * connection.relayBuffer + 28) + httpRequests * requestInNginx + heads;
    expect(workerMemoryKiB).toBeGreaterThan(inNginx / workerProcesses);
    expect(workerMemoryKiB * workerProcesses).toBe(memoryMiB * 1024 * 3 / 4);
  });

  test('a session is counted with all that it may hold while both its ends stand still', () => {
    const { relayBuffer, fromClient, fromService, tlsSession } = connection;

    expect(tlsSession).toBeGreaterThan(2 * relayBuffer + fromClient + fromService);
  });
});

test('two tasks of the default size hold the 5,000 users of the Guidance', () => {
  expect(2 * DEFAULT.tlsSessions).toBeGreaterThan(5000);
});

test('many sessions are nearly twice as many, and large transfers more than a quarter', () => {
  expect(capacityOf(512, 2048, MANY_SESSIONS).tlsSessions / DEFAULT.tlsSessions).toBeGreaterThan(1.8);
  expect(capacityOf(512, 2048, LARGE_TRANSFERS).tlsSessions / DEFAULT.tlsSessions).toBeCloseTo(0.29, 2);
});

test('one worker could hold all sessions without the sixteenth that nginx keeps free, within the files that a process may open', () => {
  expect(DEFAULT.workerConnections * 15 / 16).toBeGreaterThan(2 * (DEFAULT.tlsSessions + DEFAULT.httpRequests));

  expect(capacityOf(16384, 122880, MANY_SESSIONS).workerConnections).toBeLessThan(65535);
});

test('the largest task takes on no more than it has local ports, without 512 that still wait for their last connection to be forgotten', () => {
  const { tlsSessions, httpConnections } = capacityOf(16384, 122880, MANY_SESSIONS);

  expect([tlsSessions, httpConnections]).toEqual([64_000, 64_000]);
});

test('beside all of them there are slots for 20,000 connections that have said nothing yet', () => {
  const { tlsSessions, httpRequests, httpConnections } = DEFAULT;

  expect(DEFAULT.workerConnections * 15 / 16 - 2 * tlsSessions - httpRequests - httpConnections).toBeGreaterThan(20_000);
});

test.each([[1, 64], [16, 64], [17, 60], [60, 17], [320, 3], [1024, 1]])('with %d services a worker keeps %d idle connections for each, and has slots for all of them', (services, kept) => {
  const { tlsSessions, httpRequests, httpConnections } = DEFAULT;
  const slots = DEFAULT.workerConnections * 15 / 16 - 2 * tlsSessions - httpRequests - httpConnections - 24 * 1024;

  expect(keptForEachOf(services)).toBe(kept);
  expect(services * kept).toBeLessThanOrEqual(slots);
});

// Each counter lives as long as a connection that it counts, and takes 128 bytes at most. See https://nginx.org/en/docs/stream/ngx_stream_limit_conn_module.html
test('the zones of 10 MiB that count clients have room for a client on every connection there can be', () => {
  const { tlsSessions, httpRequests, httpConnections } = capacityOf(16384, 122880, MANY_SESSIONS);

  expect(Math.max(tlsSessions, httpRequests, httpConnections)).toBeLessThan(10 * 2 ** 20 / 128);
});

test('one client takes a twelfth of a task at most', () => {
  expect(DEFAULT.tlsSessionsPerClient).toBe(Math.floor(DEFAULT.tlsSessions / 12));
  expect(DEFAULT.httpRequestsPerClient).toBe(Math.floor(DEFAULT.httpRequests / 12));
  expect(DEFAULT.httpConnectionsPerClient).toBe(Math.floor(DEFAULT.httpConnections / 12));
});
