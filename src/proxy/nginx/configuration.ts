import { ConnectionMemory } from './traffic-profile';
import { ServiceRoute } from '../../private/service-route';

/**
 * All that decides what nginx.conf says. Every string in here is either validated by the construct or an
 * unresolved token; nothing is escaped again when it is rendered.
 */
export interface NginxConfiguration {
  /** Public names that go straight to one VPC Lattice service. */
  readonly routes: ServiceRoute[];

  /** Names (exact, or with a leading `*.`) that are looked up as requests come. */
  readonly allowedDomains: string[];

  /** The ranges of the clients that may ask for a name, by name. Every client may ask for a name that is not among them. */
  readonly clientRanges: ReadonlyMap<string, string[]>;

  /** The Region whose generated service names are allowed where no name is listed above. */
  readonly region: string;

  /** The ranges from which a PROXY header is believed: the load balancer's subnets. */
  readonly trustedProxies: string[];

  /** Whether tasks have IPv6 addresses only. */
  readonly ipv6: boolean;

  /** The address of the DNS resolver. */
  readonly resolver: string;

  /** The ports on which nginx listens. */
  readonly ports: NginxPorts;

  /** The port that clients of TLS connect to. */
  readonly clientTlsPort: number;

  /** What the proxy does with HTTP; undefined without an HTTP listener. */
  readonly httpListener?: HttpListener;

  /** How long a connection may be silent. */
  readonly idleTimeoutSeconds: number;

  /** How much one connection may hold. */
  readonly connectionMemory: ConnectionMemory;

  /** How much one task may take on. */
  readonly capacity: NginxCapacity;

  /** How many of a hundred forwarded connections and requests have a line in the log. */
  readonly loggedPercent: number;
}

/** HTTP without TLS. */
export interface HttpListener {
  /** The port that clients connect to, and may name in their Host header. */
  readonly port: number;
  /** Whether clients are sent to HTTPS instead of being served. */
  readonly redirect: boolean;
}

/** Ports inside the task. They lie above 1023, so that no capability is needed to bind them. */
export interface NginxPorts {
  readonly tls: number;
  readonly http: number;
  readonly health: number;
}

/** What one task takes on before it refuses new work. */
export interface NginxCapacity {
  readonly workerProcesses: number;
  readonly workerConnections: number;
  /** The memory that a worker may ask for, in KiB. */
  readonly workerMemoryKiB: number;
  readonly tlsSessions: number;
  readonly tlsSessionsPerClient: number;
  /** Connections of HTTP clients, with a request or without one. */
  readonly httpConnections: number;
  readonly httpConnectionsPerClient: number;
  readonly httpRequests: number;
  readonly httpRequestsPerClient: number;
}
