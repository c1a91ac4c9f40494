import { DNS_NAME_BYTES } from '../../private/dns-names';

/** IPv4 only: tasks reach VPC Lattice over IPv4 even where a name has both addresses. */
export function renderResolver(address: string): string[] {
  return [`resolver ${address} ipv6=off valid=30s;`, 'resolver_timeout 5s;'];
}

/** Room for names of any length: with the default bucket a long name stops nginx from starting. */
export function renderMapSizes(): string[] {
  return [`map_hash_bucket_size ${bucketSize()};`, 'map_hash_max_size 8192;'];
}

/** A key of the HTTP side holds a name twice and a port, and an entry some pointers beside it. */
function bucketSize(): number {
  return 2 ** Math.ceil(Math.log2(2 * DNS_NAME_BYTES + 64));
}
