import { NginxCapacity } from './configuration';
import { ConnectionMemory } from './traffic-profile';

/** The ports that a task has for connections of its own to one address. */
export const LOCAL_PORTS = { first: 1024, last: 65535 };

/**
 * What an HTTP connection holds whose request is not complete yet: the largest headers but for their end, in as many lines as nginx takes.
 *
 * 68 KiB are in buffers. nginx keeps 56 bytes for each of 1,000 lines, and a copy of each name in lower case: with names that fill the lines,
 * 66 KiB again. The rest is what its memory pools, of 4 KiB each, leave free.
 */
export const HTTP_CONNECTION_KIB = 232;
/** A connection on which nothing came, not even who the client is. */
const SILENT_CONNECTION_KIB = 6;

/** Kept for nginx itself, its log, and what else runs in a task. */
const RESERVED_MIB = 64;
const RESERVED_MIB_PER_WORKER = 32;

/** Connections on which nothing came yet: they are not counted, so there have to be more of them than one client can hold in ten seconds. */
const SILENT_CONNECTIONS_PER_MIB = 24;
const MOST_SILENT_CONNECTIONS = 24 * 1024;

/**
 * What the workers of a task may ask for together, of its memory: more than all connections at their worst hold in nginx. The rest is
 * for sockets. A task of many workers has fewer connections in each, but the kernel does not spread them evenly: half of it is enough for one.
 */
const WORKERS_SHARE = 3 / 4;

/** At most this many idle connections for each request under way. */
const HTTP_CONNECTIONS_PER_REQUEST = 4;

/** Some ports are in TIME_WAIT. */
const MOST_SESSIONS = LOCAL_PORTS.last - LOCAL_PORTS.first - 511;

/** Fargate's default limit of open files is 65,535 a process. */
const MOST_CONNECTIONS_PER_WORKER = 65_000;

/**
 * One client may take no more than this share of a task. Two of them, at their worst, leave sockets to others where the kernel bounds the
 * memory of all sockets to 3/32 of the task's, as Linux does by itself (`net.ipv4.tcp_mem`).
 */
export const CLIENT_SHARE = 1 / 12;

/** The share of a client where one address stands for many. */
export const WHOLE_TASK = 1;

/**
 * What a task of this size takes on.
 *
 * The number of workers comes from the task's CPU, never from `auto`, which counts the processors of the
 * host. Sessions come from the memory that is left when every one of them fills its buffers.
 *
 * @param cpu CPU units, 1024 of them being one vCPU
 * @param memoryMiB the task's memory in MiB
 * @param connection what one connection may hold of it
 * @param clientShare the share of it that one client may take
 */
export function capacityOf(cpu: number, memoryMiB: number, connection: ConnectionMemory, clientShare = CLIENT_SHARE): NginxCapacity {
  const workerProcesses = Math.max(1, Math.floor(cpu / 1024));
  const silent = Math.min(MOST_SILENT_CONNECTIONS, SILENT_CONNECTIONS_PER_MIB * memoryMiB);
  const kibibytes = (memoryMiB - RESERVED_MIB - RESERVED_MIB_PER_WORKER * workerProcesses) * 1024 - silent * SILENT_CONNECTION_KIB;
  const tlsSessions = Math.min(MOST_SESSIONS, Math.floor((kibibytes * connection.tlsShare) / connection.tlsSession));
  const httpKiB = connection.httpRequest + HTTP_CONNECTIONS_PER_REQUEST * HTTP_CONNECTION_KIB;
  const httpRequests = Math.min(MOST_SESSIONS, Math.floor((kibibytes * (1 - connection.tlsShare)) / httpKiB));
  const httpConnections = Math.min(MOST_SESSIONS, httpRequests * (1 + HTTP_CONNECTIONS_PER_REQUEST));
  const shareOf = (all: number) => Math.floor(all * clientShare);
  return {
    workerProcesses,
    workerMemoryKiB: Math.floor((memoryMiB * 1024 * WORKERS_SHARE) / Math.min(2, workerProcesses)),
    workerConnections: Math.min(MOST_CONNECTIONS_PER_WORKER, slotsFor(2 * tlsSessions + httpConnections + httpRequests + silent)),
    tlsSessions,
    tlsSessionsPerClient: shareOf(tlsSessions),
    httpConnections,
    httpConnectionsPerClient: shareOf(httpConnections),
    httpRequests,
    httpRequestsPerClient: shareOf(httpRequests),
  };
}

/**
 * A single worker may hold them all, because the kernel does not spread connections evenly. Of all slots that a worker has, nginx keeps
 * the last sixteenth free: it closes new clients to get there, before it looks at any limit. Kept connections to services have slots too.
 */
function slotsFor(connections: number): number {
  return Math.ceil(((connections + 1024) * 16) / 15);
}
