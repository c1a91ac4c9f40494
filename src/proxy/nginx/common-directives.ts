import { NginxConfiguration } from './configuration';
import { listenerRcvbuf } from './sockets';
import { DNS_NAME_BYTES } from '../../private/dns-names';

/**
 * One family only: a name that has both would else be tried over one that the tasks have not.
 *
 * nginx asks again after 5 s where a packet was lost, so it must have longer than that. It believes an answer for 10 s, a wrong one too: a name
 * that DNS denied by mistake is back after that.
 */
export function renderResolver({ resolver, ipv6 }: NginxConfiguration): string[] {
  return [`resolver ${resolver} ${ipv6 ? 'ipv4' : 'ipv6'}=off valid=10s;`, 'resolver_timeout 10s;'];
}

/** Where a server listens. */
export function renderListen(port: number, { ipv6 }: NginxConfiguration, options = ''): string {
  return `listen ${ipv6 ? `[::]:${port}` : port}${options} backlog=4096;`;
}

/** Where clients connect to through the load balancer, which says who they are. */
export function renderClientListener(port: number, configuration: NginxConfiguration): string[] {
  return [
    renderListen(port, configuration, ` proxy_protocol so_keepalive=60s:15s:4 rcvbuf=${listenerRcvbuf(configuration.connectionMemory)}`),
    // The load balancer sends the PROXY header with the client's first bytes: this waits for both.
    'proxy_protocol_timeout 10s;',
  ];
}

/**
 * The limits of one client, and of all.
 *
 * @param side starts the names of the zones, and of the limits
 */
export function renderLimitZones(side: string): string[] {
  return [
    `limit_conn_zone $client_network zone=${side}_client:10m;`,
    // One key for all; $server_port would do too, and cost a question to the kernel each time.
    `limit_conn_zone all zone=${side}_all:64k;`,
  ];
}

/** How many a limit lets in: of one client, and of all together. */
export function renderLimits(side: string, ofClient: number, ofAll: number): string[] {
  return [`limit_conn ${side}_client ${ofClient};`, `limit_conn ${side}_all ${ofAll};`];
}

/** Room for names of any length: with the default bucket a long name stops nginx from starting. And room for the variables of all maps. */
export function renderMapSizes(): string[] {
  return [`map_hash_bucket_size ${bucketSize()};`, 'map_hash_max_size 8192;', 'variables_hash_max_size 2048;'];
}

/** A key of the HTTP side holds a name twice and a port, and an entry some pointers beside it. */
function bucketSize(): number {
  return 2 ** Math.ceil(Math.log2(2 * DNS_NAME_BYTES + 64));
}
