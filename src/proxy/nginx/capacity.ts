import { NginxCapacity } from './configuration';
import { ConnectionMemory } from './traffic-profile';

/** The local ports from which a task can open connections to one address. */
export const LOCAL_PORTS = { first: 1024, last: 65535 };

/**
 * The memory of an HTTP connection whose request headers are the largest that nginx takes, in as many lines, without the empty line that ends them.
 *
 * 68 KiB are in buffers. nginx keeps 56 bytes for each of 1,000 lines, and a copy of each name in lower case: with names that fill the lines,
 * 66 KiB again. Of each earlier request with such headers nginx keeps 800 bytes until the connection ends: 77 KiB after 99 requests. The rest is what
 * its memory pools, of 4 KiB each, leave free.
 */
export const HTTP_CONNECTION_KIB = 312;
/** The memory of a connection that has sent no byte, not even a PROXY header. */
const SILENT_CONNECTION_KIB = 6;

/** Kept for nginx itself, its log, and what else runs in a task. */
const RESERVED_MIB = 64;
const RESERVED_MIB_PER_WORKER = 32;

/**
 * Room for connections that have sent nothing yet. No limit counts them, and nginx closes them after ten seconds. A client that opens more of them in that
 * time takes the room of others: see "Silent connections" in docs/security.md.
 */
const SILENT_CONNECTIONS_PER_MIB = 24;
const MOST_SILENT_CONNECTIONS = 24 * 1024;

/**
 * The share of the memory of a task that a single worker may ask for. It is more than all connections at their worst hold in nginx, and the rest is for
 * sockets. If there are several workers, each may ask for half of this share, because the kernel does not spread connections evenly.
 */
const WORKERS_SHARE = 3 / 4;

/** The idle HTTP connections that a task takes for each request under way. */
const HTTP_CONNECTIONS_PER_REQUEST = 3;

/**
 * The idle connections to services that a worker keeps for further requests, of all services together. No limit counts them. Each takes 5 KiB, which are in
 * the memory that is reserved for a worker.
 */
const KEPT_CONNECTIONS = 1024;

/** The idle connections that a worker keeps for one service. */
const MOST_KEPT_FOR_A_SERVICE = 64;

/** 512 of the local ports are left for connections in TIME_WAIT. */
const MOST_SESSIONS = LOCAL_PORTS.last - LOCAL_PORTS.first - 511;

/** Fargate's default limit of open files is 65,535 a process. */
const MOST_CONNECTIONS_PER_WORKER = 65_000;

/**
 * The share of a task that one client may take at most. If the kernel bounds the memory of all sockets to 3/32 of the memory of the task, as Linux does
 * by itself (`net.ipv4.tcp_mem`), two such clients leave memory for the sockets of others.
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
 * Each worker has slots for all connections of the task, because the kernel does not spread connections evenly, and for kept connections to services.
 * nginx keeps a sixteenth of the slots free: it closes new clients to get there, before it looks at a limit.
 */
function slotsFor(connections: number): number {
  return Math.ceil(((connections + KEPT_CONNECTIONS) * 16) / 15);
}

/** The idle connections that a worker keeps for each of so many services: 64, or fewer if all services together would have more than a worker has slots for. */
export function keptForEachOf(services: number): number {
  return Math.max(1, Math.min(MOST_KEPT_FOR_A_SERVICE, Math.floor(KEPT_CONNECTIONS / services)));
}
