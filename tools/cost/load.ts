/** What clients do with an ingress, on average over a month. */
export interface Load {
  readonly newTlsConnectionsPerSecond: number;
  /** TLS sessions that are open at a time. */
  readonly tlsSessions: number;
  /** Requests over TLS, the first of each connection included. */
  readonly tlsRequestsPerSecond: number;
  readonly newHttpConnectionsPerSecond: number;
  readonly httpRequestsPerSecond: number;
  /** HTTP requests that wait for the rest of their reply at a time. */
  readonly httpRequestsUnderWay: number;
  /** Bytes in both directions, from and to clients. */
  readonly gbPerMonth: number;
}

/** A load of which not everything is known: connections and requests last for a second, and each connection is for one request. */
export function loadOf(known: Partial<Load> = {}): Load {
  const { newTlsConnectionsPerSecond = 0, httpRequestsPerSecond = 0 } = known;
  return {
    newTlsConnectionsPerSecond,
    tlsSessions: known.tlsSessions ?? newTlsConnectionsPerSecond,
    tlsRequestsPerSecond: Math.max(newTlsConnectionsPerSecond, known.tlsRequestsPerSecond ?? 0),
    newHttpConnectionsPerSecond: known.newHttpConnectionsPerSecond ?? httpRequestsPerSecond,
    httpRequestsPerSecond,
    httpRequestsUnderWay: known.httpRequestsUnderWay ?? httpRequestsPerSecond,
    gbPerMonth: known.gbPerMonth ?? 0,
  };
}

export const IDLE = loadOf();
