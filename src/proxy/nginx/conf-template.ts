import { NginxConfiguration } from './configuration';
import { ipRangeOf } from '../../private/ip-ranges';
import { LATTICE_PORTS, ServiceRoute } from '../../private/service-route';

/** The two halves of all IPv4 and of all IPv6 addresses: `geo` takes a /0 for a second `default`, and warns of it. */
const HALVES: Record<number, string[]> = { 4: ['0.0.0.0/1', '128.0.0.0/1'], 6: ['::/1', '8000::/1'] };

/**
 * What a `#each` line repeats: the names of a kind, the services behind them, or the clients that may ask for some of them.
 *
 * `service` is a name of `services`, and `domain` a name that nginx looks up; `*.service` and `*.domain` are the same for wildcards. `upstream` is each
 * service once, and `clients` is each set of ranges once.
 */
export type ListedKind = 'upstream' | 'service' | '*.service' | 'domain' | '*.domain' | 'clients';

/**
 * The names that the proxy forwards, one a line, before everything else in nginx.conf.
 *
 * nginx needs a name in a dozen places, and a task definition holds 64 KiB. So the list holds each name once, and the task writes the other lines when it
 * starts (`WRITE_NGINX_CONF`). The list and the `#each` lines are comments to nginx: if nothing expanded them, nginx would forward none of the names.
 */
export function renderNameList(configuration: NginxConfiguration): string[] {
  const { routes, allowedDomains } = configuration;
  const { sets, setOf } = clientSetsOf(configuration);
  const ownPorts = haveOwnPorts(routes);
  const named = new Set<string>();
  return [
    ...sets.map((ranges, index) => `#clients/${index + 1} ${ranges}`),
    ...routes.map((route) => {
      const { domainName, target, latticeTlsPort, latticeHttpPort } = route;
      const upstream = upstreamOf(routes, route);
      const first = !named.has(upstream);
      named.add(upstream);
      return [`#service${setOf(domainName)}`, domainName, upstream, ...first ? [target] : [], ...first && ownPorts ? [latticeTlsPort, latticeHttpPort] : []].join(' ');
    }),
    ...allowedDomains.map((domain) => `#domain${setOf(domain)} ${domain}`),
  ];
}

/** Whether a line of nginx.conf lists a name. */
export function listsName(line: string): boolean {
  return line.startsWith('#service') || line.startsWith('#domain');
}

/** Whether a line of nginx.conf lists ranges of clients. */
export function listsClients(line: string): boolean {
  return line.startsWith('#clients');
}

/**
 * A line that the task writes once for each listed name of this kind, with the name's own text for `{name}`, `{upstream}` and `{target}`,
 * and with the ports of a service for `{tls}` and `{http}`.
 *
 * `{stop}` is the variable that stops other clients, if only some may ask for the name. For `clients`, `{set}` is the number of the set, and `{ranges}`
 * are its ranges as entries of a `geo`.
 *
 * @param kind which of the names
 * @param line a line of nginx.conf
 */
export function each(kind: ListedKind, line: string): string {
  return `#each ${kind} ${line}`;
}

/** The program for awk that writes nginx.conf from `NGINX_CONF`. It puts the text of names in place as it is, and evaluates none of it. */
export const WRITE_NGINX_CONF = `
function put(text, place, value,    at, done) {
  while (at = index(text, place)) { done = done substr(text, 1, at - 1) value; text = substr(text, at + length(place)) }
  return done text
}
/^#(service|domain|clients)(\\/[0-9]+)? / { listed[++count] = $0; next }
/^ *#each / {
  indent = substr($0, 1, index($0, "#") - 1); line = substr($0, index($0, $2) + length($2) + 1)
  for (i = 1; i <= count; i++) {
    parts = split(listed[i], part, " "); split(substr(part[1], 2), kind, "/"); set = kind[2]
    if ($2 != (part[2] ~ /^[*]/ ? "*." : "") kind[1] && ($2 != "upstream" || parts < 4)) continue
    ranges = part[2]; gsub(/,/, " \\"\\"; ", ranges)
    text = put(put(put(line, "{stop}", set == "" ? "" : "\${stop_" set "}"), "{set}", set), "{ranges}", ranges " \\"\\";")
    text = put(put(text, "{tls}", part[5]), "{http}", part[6])
    print indent put(put(put(text, "{name}", part[2]), "{upstream}", part[3]), "{target}", part[4])
  }
  next
}
{ print }
`.trim();

/** The sets of clients that may ask for some names, each once, however many names are theirs. */
export interface ClientSets {
  /** The ranges of each set, as the list of names has them. */
  readonly sets: string[];

  /** The suffix of `#service` or `#domain` in that list: `/N` for the set N, or nothing if every client may ask for the name. */
  readonly setOf: (domainName: string) => string;
}

/** The sets, numbered from 1 in the order of their first names: a variable of nginx cannot be called after a name, which may hold hyphens. */
export function clientSetsOf({ clientRanges }: NginxConfiguration): ClientSets {
  const textOf = (ranges: string[]) => ranges.flatMap(entriesOf).join(',');
  const sets = [...new Set([...clientRanges.values()].map(textOf))];
  const setOf = (domainName: string) => {
    const ranges = clientRanges.get(domainName);
    return ranges ? `/${sets.indexOf(textOf(ranges)) + 1}` : '';
  };
  return { sets, setOf };
}

/** The entries of a `geo` for a range: two halves for a /0, in any spelling. A token stays as it is. */
function entriesOf(range: string): string[] {
  const known = ipRangeOf(range);
  return known && range.endsWith('/0') ? HALVES[known.version] : [range];
}

/** Whether a service has other listener ports than 443 for TLS and 80 for HTTP. */
export function haveOwnPorts(routes: ServiceRoute[]): boolean {
  return routes.some(({ latticeTlsPort, latticeHttpPort }) => latticeTlsPort !== LATTICE_PORTS.tls || latticeHttpPort !== LATTICE_PORTS.http);
}

/** How many upstream groups these services have. */
export function upstreamsOf(routes: ServiceRoute[]): number {
  return new Set(routes.map((route) => upstreamOf(routes, route))).size;
}

/** Services behind one generated name and its ports share an upstream group, which is called after the first of their names. */
function upstreamOf(routes: ServiceRoute[], route: ServiceRoute): string {
  const shared = ['target', 'latticeTlsPort', 'latticeHttpPort'] as const;
  return routes.find((other) => shared.every((part) => other[part] === route[part]))!.label;
}
