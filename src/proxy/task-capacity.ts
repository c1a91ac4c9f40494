import { Size } from 'aws-cdk-lib';
import { ConnectionMemory, HTTP_CONNECTION_KIB, LOCAL_PORTS, NginxCapacity } from './nginx';

/**
 * The limits of one task, which follow from `cpu`, `memoryLimitMiB` and `trafficProfile`.
 *
 * The proxy enforces these limits. The limits of the ingress are those of its running tasks together.
 */
export interface TaskCapacity {
  /** The number of nginx workers: one for each whole vCPU, and at least one. */
  readonly workers: number;

  /** The maximum number of TLS sessions at a time. nginx closes the next one. */
  readonly maxTlsSessions: number;

  /** The maximum number of TLS sessions at a time of one client, which is one IPv4 address or one /64 of IPv6 addresses: a twelfth, or behind CloudFront all. */
  readonly maxTlsSessionsPerClient: number;

  /** The maximum number of HTTP requests under way at a time. nginx answers the next one with 503. */
  readonly maxHttpRequests: number;

  /** The maximum number of HTTP requests under way at a time of one client: a twelfth, or behind CloudFront all. */
  readonly maxHttpRequestsPerClient: number;

  /** The maximum number of HTTP connections at a time, with a request under way or without one. nginx closes the next one. */
  readonly maxHttpConnections: number;

  /** The maximum number of HTTP connections at a time of one client: a twelfth, or behind CloudFront all. */
  readonly maxHttpConnectionsPerClient: number;

  /** The maximum number of connections of one worker, on both sides together: a session has one to the load balancer and one to VPC Lattice. */
  readonly maxConnectionsPerWorker: number;

  /**
   * The maximum number of connections of a task to one port of one VPC Lattice address.
   *
   * Services may share an address, and then share this number.
   */
  readonly localPorts: number;

  /** The memory that a TLS session is counted with: as measured when it stands still in both directions, sockets included. */
  readonly memoryPerTlsSession: Size;

  /** The memory that an HTTP request is counted with: as measured with headers that fill every buffer in 1,000 lines, while it stands still in both directions, sockets included. */
  readonly memoryPerHttpRequest: Size;

  /** The memory that an HTTP connection is counted with: as measured when a request's headers are all there, in 1,000 lines, but for their end. */
  readonly memoryPerHttpConnection: Size;
}

/** The proxy's limits in words for those who plan with them. */
export function taskCapacityOf(capacity: NginxCapacity, connection: ConnectionMemory): TaskCapacity {
  return {
    workers: capacity.workerProcesses,
    maxTlsSessions: capacity.tlsSessions,
    maxTlsSessionsPerClient: capacity.tlsSessionsPerClient,
    maxHttpRequests: capacity.httpRequests,
    maxHttpRequestsPerClient: capacity.httpRequestsPerClient,
    maxHttpConnections: capacity.httpConnections,
    maxHttpConnectionsPerClient: capacity.httpConnectionsPerClient,
    maxConnectionsPerWorker: capacity.workerConnections,
    localPorts: LOCAL_PORTS.last - LOCAL_PORTS.first + 1,
    memoryPerTlsSession: Size.kibibytes(connection.tlsSession),
    memoryPerHttpRequest: Size.kibibytes(connection.httpRequest),
    memoryPerHttpConnection: Size.kibibytes(HTTP_CONNECTION_KIB),
  };
}
