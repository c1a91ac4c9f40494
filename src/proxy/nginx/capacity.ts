import { NginxCapacity } from './configuration';

/** The ports that a task has for connections of its own to one address. */
export const LOCAL_PORTS = { first: 1024, last: 65535 };

/**
 * Measured at every limit at once by `npm run test:capacity`, with the allocator of the official image's Alpine variants, which
 * needs more than Debian's: a TLS session after it moved 1 MiB each way, and an HTTP request whose headers fill all of its buffers. The
 * kernel's own memory for their sockets is counted in.
 */
export const TLS_SESSION_KIB = 248;
export const HTTP_REQUEST_KIB = 200;

/** Kept for nginx itself, its log, bytes on their way, and what else runs in a task. */
const RESERVED_MIB = 96;
const RESERVED_MIB_PER_WORKER = 32;

/** How memory is shared out. A request holds more than a session, but for a shorter time. */
const TLS_SHARE = 0.7;

/** Some ports still wait for their last connection to be forgotten. */
const MOST_SESSIONS = LOCAL_PORTS.last - LOCAL_PORTS.first - 511;

/** Fargate's default limit of open files is 65,535 a process. */
const MOST_CONNECTIONS_PER_WORKER = 65_000;

/** One client may take no more than this share of a task. */
const CLIENT_SHARE = 1 / 8;

/**
 * What a task of this size takes on.
 *
 * The number of workers comes from the task's CPU, never from `auto`, which counts the processors of the
 * host. Sessions come from the memory that is left when every one of them fills its buffers.
 *
 * @param cpu CPU units, 1024 of them being one vCPU
 * @param memoryMiB the task's memory in MiB
 */
export function capacityOf(cpu: number, memoryMiB: number): NginxCapacity {
  const workerProcesses = Math.max(1, Math.floor(cpu / 1024));
  const sessionsKiB = (memoryMiB - RESERVED_MIB - RESERVED_MIB_PER_WORKER * workerProcesses) * 1024;
  const tlsSessions = Math.min(MOST_SESSIONS, Math.floor((sessionsKiB * TLS_SHARE) / TLS_SESSION_KIB));
  const httpRequests = Math.min(MOST_SESSIONS, Math.floor((sessionsKiB * (1 - TLS_SHARE)) / HTTP_REQUEST_KIB));
  return {
    workerProcesses,
    workerConnections: Math.min(MOST_CONNECTIONS_PER_WORKER, connectionsFor(tlsSessions + httpRequests)),
    tlsSessions,
    tlsSessionsPerClient: Math.floor(tlsSessions * CLIENT_SHARE),
    httpRequests,
    httpRequestsPerClient: Math.floor(httpRequests * CLIENT_SHARE),
  };
}

/**
 * Two connections a session; a single worker may hold them all, because the kernel does not spread them evenly. Of all that a
 * worker has, nginx keeps the last sixteenth free: it closes new clients to get there, before it looks at any limit.
 */
function connectionsFor(sessions: number): number {
  return Math.ceil(((2 * sessions + 512) * 16) / 15);
}
