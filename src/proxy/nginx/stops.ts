import { NginxConfiguration } from './configuration';
import { each } from './name-list';
import { map } from './text';

/** Stands before the route of a name that this client may not ask for. No route starts with it by itself. */
const STOP = '!';

/** The routes that a client was stopped on, as a key of a map. */
const STOPPED = `"~^${STOP}"`;

/**
 * `$stop_1`, `$stop_2` and so on: empty where the client is of that set.
 *
 * `geo` takes an IPv6 address that stands for an IPv4 address (`::ffff:203.0.113.1`) for that address, and what is no address for 255.255.255.255.
 * A client without an address is refused before.
 *
 * @see https://github.com/nginx/nginx/blob/master/src/stream/ngx_stream_geo_module.c
 */
export function renderStops(configuration: NginxConfiguration): string[] {
  const geo = each('clients', `geo $proxy_protocol_addr $stop_{set} { default "${STOP}"; {ranges} }`);
  // Each set is a variable, and nginx warns where hundreds of them do not fit into the buckets that it has for variables.
  return ifAny(configuration, 'variables_hash_bucket_size 256;', geo);
}

/** What stands before the route of a name, for the task to fill in. */
export function stopOf(configuration: NginxConfiguration): string {
  return ifAny(configuration, '{stop}').join('');
}

/** `$admitted_route`: the route, unless the client was stopped on it. */
export function renderAdmittedRoute(configuration: NginxConfiguration): string[] {
  return ifAny(configuration, map('$route', '$admitted_route', [`${STOPPED} "";`, 'default $route;']));
}

/** The entry of a map by `$route` for a client that was stopped. */
export function renderStopped(configuration: NginxConfiguration, verdict: string): string[] {
  return ifAny(configuration, `${STOPPED} ${verdict};`);
}

/** Nothing where every client may ask for every name. */
function ifAny({ clientRanges }: NginxConfiguration, ...lines: string[]): string[] {
  return clientRanges.size > 0 ? lines : [];
}
