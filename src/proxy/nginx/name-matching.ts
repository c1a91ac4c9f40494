import { each } from './conf-template';
import { NginxConfiguration } from './configuration';
import { renderAdmittedRoute, restrictionPrefix } from './restricted-names';
import { map } from './syntax';
import { UpstreamDialect } from './upstreams';
import { DNS_NAME, DNS_NAME_BYTES, isDnsName } from '../../private/dns-names';
import { generatedNameOf } from '../../private/generated-names';

/** What the names and the upstream groups of TLS and of HTTP differ in. */
export interface RouteDialect extends UpstreamDialect {
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
  // A token may become a wildcard.
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

/** Room for names of any length: with the default bucket a long name stops nginx from starting. And room for the variables of all maps. */
export function renderMapSizes(): string[] {
  return [`map_hash_bucket_size ${bucketSize()};`, 'map_hash_max_size 8192;', 'variables_hash_max_size 2048;'];
}

/** A key of the HTTP side holds a name twice and a port, and an entry some pointers beside it. */
function bucketSize(): number {
  return 2 ** Math.ceil(Math.log2(2 * DNS_NAME_BYTES + 64));
}
