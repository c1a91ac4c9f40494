import { each } from './conf-template';
import { NginxConfiguration } from './configuration';
import { map } from './syntax';

/** The mark before the route of a name that this client may not ask for. No route starts with it by itself. */
const MARK = '!';

/** The marked routes, as a key of a map. */
const MARKED = `"~^${MARK}"`;

/**
 * `$stop_1`, `$stop_2` and so on: empty if the client is in that set, else the mark.
 *
 * `geo` reads `::ffff:203.0.113.1` as 203.0.113.1, and a text that is no address as 255.255.255.255.
 * A client without an address is refused before.
 *
 * @see https://github.com/nginx/nginx/blob/master/src/stream/ngx_stream_geo_module.c
 */
export function renderClientRestrictions(configuration: NginxConfiguration): string[] {
  const geo = each('clients', `geo $proxy_protocol_addr $stop_{set} { default "${MARK}"; {ranges} }`);
  // Each set is a variable, and nginx warns where hundreds of them do not fit into the buckets that it has for variables.
  return ifAny(configuration, 'variables_hash_bucket_size 256;', geo);
}

/** The start of each route: a place for the variable of the name's set, or nothing if no name is restricted. */
export function restrictionPrefix({ clientRanges }: NginxConfiguration): string {
  return clientRanges.size > 0 ? '{stop}' : '';
}

/** `$admitted_route`: the route, or nothing if it has the mark. */
export function renderAdmittedRoute(configuration: NginxConfiguration): string[] {
  return ifAny(configuration, map('$route', '$admitted_route', [`${MARKED} "";`, 'default $route;']));
}

/** The entry of a map by `$route` for a client that may not ask for the name. */
export function renderRefusedClient(configuration: NginxConfiguration, verdict: string): string[] {
  return ifAny(configuration, `${MARKED} ${verdict};`);
}

/** These lines, or none if every client may ask for every name. */
function ifAny({ clientRanges }: NginxConfiguration, ...lines: string[]): string[] {
  return clientRanges.size > 0 ? lines : [];
}
