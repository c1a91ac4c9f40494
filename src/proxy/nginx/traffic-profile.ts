/** Options for the use of a task's memory. */
export interface TrafficProfileOptions {
  /**
   * The use of a task's memory: many sessions, or much data in each.
   *
   * It decides how many connections a task takes on, and how fast one connection is over a long round trip.
   *
   * @default TrafficProfile.BALANCED
   * @see https://github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress/blob/main/docs/sizing.md#speed-over-a-long-way
   */
  readonly trafficProfile?: TrafficProfile;
}

/**
 * The use of a task's memory: many sessions, or much data in each.
 *
 * Connections share the memory of a task. The more of it one connection may hold, the faster it is over a long round trip, and the fewer there can be.
 */
export enum TrafficProfile {
  /**
   * Many sessions with little data: 6 Mbit/s down and 3 Mbit/s up over a round trip of 80 ms.
   *
   * Each session takes about 60 % of the memory that it takes with `BALANCED`.
   */
  MANY_SESSIONS = 'MANY_SESSIONS',

  /** APIs: 20 Mbit/s down and 10 Mbit/s up over a round trip of 80 ms. */
  BALANCED = 'BALANCED',

  /** Large files over long ways: four times the speed of `BALANCED`, for less than a third of its sessions. */
  LARGE_TRANSFERS = 'LARGE_TRANSFERS',
}

/** The buffers of one connection, the memory that a session and a request count with, all in KiB, and the share of TLS. */
export interface ConnectionMemory {
  /** The buffer of nginx for each direction of a TLS session. */
  readonly relayBuffer: number;
  /** Received from a client and not read yet: an upload. Half of it at most is window. */
  readonly fromClient: number;
  /** Received from a service and not read yet. The way to VPC Lattice is short; a window of half of it that fills a buffer costs the least CPU. */
  readonly fromService: number;
  /** Sent and not acknowledged yet: a download over a long way. Two thirds of it at most are window. */
  readonly sent: number;
  /** What one TLS session counts with: it moved much, and stands still in both directions; nginx and sockets together. */
  readonly tlsSession: number;
  /** What one HTTP request counts with: its headers fill all buffers in as many lines as nginx takes, and its body and its reply, with the largest head, stand still. */
  readonly httpRequest: number;
  /** The share of the memory that is for TLS sessions. HTTP has the rest. */
  readonly tlsShare: number;
}

/**
 * `tlsSession` and `httpRequest` are what `npm run test:capacity` measures while everything stands still, and a reserve: see decision 024.
 * The allocator is that of the official image's Alpine variants, which needs more than Debian's.
 */
export const CONNECTION_KIB: Record<TrafficProfile, ConnectionMemory> = {
  [TrafficProfile.MANY_SESSIONS]: {
    relayBuffer: 16, fromClient: 48, fromService: 32, sent: 96, tlsSession: 288, httpRequest: 736, tlsShare: 0.705,
  },
  [TrafficProfile.BALANCED]: {
    relayBuffer: 32, fromClient: 176, fromService: 64, sent: 320, tlsSession: 488, httpRequest: 880, tlsShare: 0.66,
  },
  [TrafficProfile.LARGE_TRANSFERS]: {
    relayBuffer: 160, fromClient: 704, fromService: 192, sent: 1280, tlsSession: 1600, httpRequest: 1568, tlsShare: 0.62,
  },
};

/** What one connection may hold of a task. */
export function connectionMemoryOf({ trafficProfile = TrafficProfile.BALANCED }: TrafficProfileOptions): ConnectionMemory {
  return CONNECTION_KIB[trafficProfile];
}
