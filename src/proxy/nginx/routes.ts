import { renderAdmittedRoute, restrictionPrefix } from './client-restrictions';
import { NginxConfiguration } from './configuration';
import { generatedNameOf } from './generated-names';
import { each, haveOwnPorts } from './name-list';
import { map } from './syntax';
import { DNS_NAME, isDnsName } from '../../private/dns-names';

/** The variables and keys in which the TLS side and the HTTP side differ. */
export interface RouteDialect {
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
  /** What holds the client's name, as it came. */
  readonly nameSource: string;
  /** The keys of `nameSource` that mean exactly this name. */
  readonly exactKeys: (name: string) => string[];
  /** The regular expression that `nameSource` matches where the name in it has the given form. */
  readonly nameForm: (form: string) => string;
  /** The name that was recognised in `nameSource`. */
  readonly recognisedName: string;
}

/**
 * How long a connection to VPC Lattice may take. The way is about a millisecond, and Linux sends the first packet of a connection
 * anew after a second where it was lost: a dead address is given up soon, a lost packet is not taken for one.
 */
export const CONNECT_TIMEOUT = '1500ms';

/** One upstream group for each VPC Lattice service, kept resolved by nginx for as long as it runs. */
export function renderUpstreams({ routes }: NginxConfiguration, dialect: RouteDialect): string[] {
  const upstream = `${dialect.upstreamPrefix}-{upstream}`;
  const port = haveOwnPorts(routes) ? `{${dialect.upstreamPrefix}}` : dialect.upstreamPort;
  const server = `server {target}:${port} resolve ${dialect.upstreamServerParameters};`;
  // The zone holds about a thousand addresses; memory that is not used is not taken.
  return routes.length === 0 ? [] : [each('upstream', `upstream ${upstream} { ${[`zone ${upstream} 1m;`, server, ...dialect.upstreamLines].join(' ')} }`)];
}

/**
 * From the name that a client asked for to `$route`: an upstream group, a name to look up, or nothing.
 *
 * Exact names take one hash lookup. Only what is left takes the regular expression that checks its form,
 * without which a `hostnames` map lets NUL bytes and over-long labels through below a wildcard.
 */
export function renderRoutes(configuration: NginxConfiguration, dialect: RouteDialect): string[] {
  const lookUp = `${dialect.recognisedName}:${dialect.upstreamPort}`;
  const names = [...configuration.routes.map(({ domainName }) => domainName), ...configuration.allowedDomains];
  const admitted = renderAdmittedRoute(configuration);
  return [
    map(dialect.nameSource, '$proper_name', ['default "";', `"~*${dialect.nameForm(DNS_NAME)}" ${dialect.recognisedName};`]),
    ...(names.length === 0
      ? [renderGeneratedNames(configuration, dialect, lookUp)]
      : renderListedNames(names, restrictionPrefix(configuration), dialect, lookUp)),
    ...admitted,
    map('$proxy_protocol_addr', '$route_of_client', ['"" "";', `default ${admitted.length > 0 ? '$admitted_route' : '$route'};`]),
    map('$from_load_balancer', '$target', ['1 $route_of_client;', 'default "";']),
  ];
}

function renderListedNames(names: string[], stop: string, dialect: RouteDialect, lookedUp: string): string[] {
  const upstream = `${stop}${dialect.upstreamPrefix}-{upstream}`;
  const lookUp = `${stop}${lookedUp}`;
  // What is no name yet (a token) may become a wildcard.
  const mayBelow = !names.every(isDnsName);
  return [
    map(dialect.nameSource, '$route', [
      `default ${mayBelow ? '$route_by_wildcard' : '""'};`,
      ...dialect.exactKeys('{name}').flatMap((key) => [each('service', `${key} ${upstream};`), each('domain', `${key} ${lookUp};`)]),
    ]),
    ...(mayBelow
      ? [map('$proper_name', '$route_by_wildcard', [
        'hostnames;',
        'default "";',
        each('*.service', `{name} ${upstream};`),
        each('*.domain', `{name} ${lookUp};`),
      ])]
      : []),
  ];
}

function renderGeneratedNames(configuration: NginxConfiguration, dialect: RouteDialect, lookUp: string): string {
  return map(dialect.nameSource, '$route', ['default "";', `"~*${dialect.nameForm(generatedNameOf(configuration.region))}" ${lookUp};`]);
}
