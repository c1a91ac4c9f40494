import { KINDS, mostThatFit } from './names-that-fit';
import { capacityOf, CONNECTION_KIB, HTTP_CONNECTION_KIB, TrafficProfile } from '../src/proxy/nginx';

type Size = [cpu: number, memoryLimitMiB: number];

/** The smallest size that Fargate has for each number of vCPUs, and some with more memory. */
const SIZES: Size[] = [
  [256, 512], [512, 1024], [512, 2048], [1024, 2048], [1024, 4096], [2048, 4096], [4096, 8192], [8192, 16384], [16384, 32768], [16384, 122880],
];

const DEFAULT_SIZE: Size = [512, 2048];

/** Of the round trips to clients that speeds are computed for. */
const ROUND_TRIPS_MS = [5, 20, 80, 200];

/** How much of what the kernel may hold is window: what remains is its own, or waits until a third is free again. Measured with `a client 80 ms away`. */
const WINDOW_OF_SENT = 0.62;
const WINDOW_OF_RECEIVED = 0.6;

/** What one task of each size takes on, as Markdown. */
export function sizingTable(): string {
  const rows = SIZES.map(([cpu, memoryLimitMiB]) => {
    const capacity = capacityOf(cpu, memoryLimitMiB, CONNECTION_KIB.BALANCED);
    return [
      cpu, memoryLimitMiB, capacity.workerProcesses, capacity.tlsSessions, capacity.tlsSessionsPerClient,
      capacity.httpRequests, capacity.httpRequestsPerClient, capacity.httpConnections, capacity.httpConnectionsPerClient, capacity.workerConnections,
    ].map((figure) => figure.toLocaleString('en-US'));
  });
  return markdown([
    '`cpu`', '`memoryLimitMiB`', 'workers', 'TLS sessions', 'one client', 'HTTP requests', 'one client', 'HTTP connections', 'one client', 'slots of one worker',
  ], rows);
}

/** What a task of the default size takes on with each profile, and what a connection holds there. */
export function profileTable(): string {
  const rows = Object.values(TrafficProfile).map((profile) => {
    const connection = CONNECTION_KIB[profile];
    const { tlsSessions, httpRequests } = capacityOf(...DEFAULT_SIZE, connection);
    return [`\`${profile}\``, ...[tlsSessions, connection.tlsSession, httpRequests, connection.httpRequest].map((figure) => figure.toLocaleString('en-US'))];
  });
  return markdown(['`trafficProfile`', 'TLS sessions', 'KiB for each', 'HTTP requests', 'KiB for each'], rows);
}

/** What one connection carries at most, in Mbit/s: its window, once in a round trip. */
export function speedTable(): string {
  const profiles = Object.values(TrafficProfile);
  const rows = ROUND_TRIPS_MS.map((milliseconds) => [`${milliseconds} ms`, ...profiles.flatMap((profile) => {
    const { sent, fromClient } = CONNECTION_KIB[profile];
    return [sent * WINDOW_OF_SENT, fromClient * WINDOW_OF_RECEIVED].map((windowKib) => mbitPerSecond(windowKib, milliseconds));
  })]);
  return markdown(['round trip', ...profiles.flatMap((profile) => [`\`${profile}\`, down`, 'up'])], rows);
}

/** How many names and ranges one task definition holds. */
function namesTable(): string {
  return markdown(['names of 24 bytes, in one ingress', 'at most'], Object.keys(KINDS).map((kind) => [kind, mostThatFit(kind).toLocaleString('en-US')]));
}

function mbitPerSecond(windowKib: number, milliseconds: number): string {
  return `${Number((windowKib * 1024 * 8 / milliseconds / 1000).toPrecision(2))}`;
}

/** A table whose columns stand below each other, so that it can also be read in a terminal. */
function markdown(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) => Math.max(...[title, ...rows.map((cells) => cells[column])].map(({ length }) => length)));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padStart(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => `${'-'.repeat(width - 1)}:`)), ...rows.map(line)].join('\n');
}

if (require.main === module) {
  console.log([
    'What one task of each size takes on, of all clients together and of one client:',
    sizingTable(),
    'What a task of the default size takes on with each profile:',
    profileTable(),
    `Each HTTP connection without a request under way counts as ${HTTP_CONNECTION_KIB} KiB.`,
    'The most that one connection carries, in Mbit/s, from the service to the client (down) and from the client to the service (up):',
    speedTable(),
    'The names and ranges that the task definition of one ingress holds:',
    namesTable(),
  ].join('\n\n'));
}
