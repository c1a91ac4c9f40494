import { renderClientNetwork } from './client';
import { NginxConfiguration } from './configuration';
import { DNS_NAME_BYTES } from '../../private/dns-names';

/** One family only: a name that has both would else be tried over one that the tasks have not. */
export function renderResolver({ resolver, ipv6 }: NginxConfiguration): string[] {
  return [`resolver ${resolver} ${ipv6 ? 'ipv4' : 'ipv6'}=off valid=30s;`, 'resolver_timeout 5s;'];
}

/** Where a server listens. */
export function renderListen(port: number, { ipv6 }: NginxConfiguration, options: string): string {
  return `listen ${ipv6 ? `[::]:${port}` : port}${options} backlog=4096;`;
}

/**
 * The limits of one client, and of all.
 *
 * @param side starts the names of the zones
 */
export function renderLimitZones(side: 'tls' | 'http'): string[] {
  return [
    ...renderClientNetwork(),
    `limit_conn_zone $client_network zone=${side}_client:10m;`,
    // One key for all; $server_port would do too, and cost a question to the kernel each time.
    `limit_conn_zone all zone=${side}_all:64k;`,
    'limit_conn_log_level info;',
  ];
}

/** Room for names of any length: with the default bucket a long name stops nginx from starting. */
export function renderMapSizes(): string[] {
  return [`map_hash_bucket_size ${bucketSize()};`, 'map_hash_max_size 8192;'];
}

/** A key of the HTTP side holds a name twice and a port, and an entry some pointers beside it. */
function bucketSize(): number {
  return 2 ** Math.ceil(Math.log2(2 * DNS_NAME_BYTES + 64));
}
