import { NginxConfiguration } from './configuration';
import { map } from './text';
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
 * Whom a limit counts as one client: an IPv4 address, or the /64 of an IPv6 address, in which a client picks addresses as it likes.
 *
 * @param side starts the names of the zones
 */
export function renderLimitZones(side: 'tls' | 'http'): string[] {
  return [
    map('$binary_remote_addr', '$client_network', ['"~(?s)^(.{8}).{8}\\z" $1;', 'default $binary_remote_addr;']),
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
