import { NginxCapacity } from './configuration';

/** Kept for the operating system, the container agent and nginx itself. */
const RESERVED_MIB = 96;
const RESERVED_MIB_PER_WORKER = 32;

/** A TLS session after both of its 64 KiB buffers were used, and an HTTP request with its buffers. */
const TLS_SESSION_KIB = 150;
const HTTP_REQUEST_KIB = 75;

/** VPC Lattice services share addresses, so the local ports 1024 to 65535 bound all sessions of a task. */
const MOST_SESSIONS = 64_000;

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
  const tlsSessions = Math.min(MOST_SESSIONS, Math.floor((sessionsKiB * 0.7) / TLS_SESSION_KIB));
  const httpRequests = Math.min(MOST_SESSIONS, Math.floor((sessionsKiB * 0.3) / HTTP_REQUEST_KIB));
  return {
    workerProcesses,
    // Two connections a session; a single worker may hold them all, since the kernel does not spread them evenly.
    workerConnections: Math.min(MOST_CONNECTIONS_PER_WORKER, 2 * (tlsSessions + httpRequests) + 512),
    tlsSessions,
    tlsSessionsPerClient: Math.floor(tlsSessions * CLIENT_SHARE),
    httpRequests,
    httpRequestsPerClient: Math.floor(httpRequests * CLIENT_SHARE),
  };
}
