import { each, haveOwnPorts } from './conf-template';
import { NginxConfiguration } from './configuration';

/** What the upstream groups of TLS and of HTTP differ in. */
export interface UpstreamDialect {
  /** Starts the names of the upstream groups; unlike any DNS name, they hold no dot. */
  readonly upstreamPrefix: 'tls' | 'http';
  /** The port of VPC Lattice, where a service names no other. */
  readonly upstreamPort: number;
  /**
   * The parameters of `server` that say when nginx leaves a failed address alone, and for how long. The time is short: if all addresses of a
   * service have failed, nginx answers for itself until the time is over, even if they are back.
   */
  readonly upstreamServerParameters: string;
  /** Further lines of each upstream group. */
  readonly upstreamLines: string[];
}

/**
 * How long a connection to VPC Lattice may take. The way is about a millisecond, and Linux sends the first packet of a connection
 * anew after a second where it was lost: a dead address is given up soon, a lost packet is not taken for one.
 */
export const CONNECT_TIMEOUT = '1500ms';

/** One upstream group for each VPC Lattice service. nginx looks up its addresses again and again while it runs. */
export function renderUpstreams({ routes }: NginxConfiguration, dialect: UpstreamDialect): string[] {
  const upstream = `${dialect.upstreamPrefix}-{upstream}`;
  const port = haveOwnPorts(routes) ? `{${dialect.upstreamPrefix}}` : dialect.upstreamPort;
  const server = `server {target}:${port} resolve ${dialect.upstreamServerParameters};`;
  // The zone holds about a thousand addresses; memory that is not used is not taken.
  return routes.length === 0 ? [] : [each('upstream', `upstream ${upstream} { ${[`zone ${upstream} 1m;`, server, ...dialect.upstreamLines].join(' ')} }`)];
}

/**
 * nginx looks up one version of IP only, that of the tasks, or it would also try addresses that tasks cannot reach.
 *
 * nginx repeats a lost query after 5 s, so the timeout is longer. nginx keeps each answer for 10 s, also the answer that a name does not exist.
 */
export function renderResolver({ resolver, ipv6 }: NginxConfiguration): string[] {
  return [`resolver ${resolver} ${ipv6 ? 'ipv4' : 'ipv6'}=off valid=10s;`, 'resolver_timeout 10s;'];
}
