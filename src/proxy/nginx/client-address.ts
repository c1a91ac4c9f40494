import { block, map } from './syntax';

/** `$from_load_balancer`: whether the peer is the load balancer, whose PROXY header alone is believed. */
export function renderTrust(trustedProxies: string[]): string {
  return block('geo $from_load_balancer', ['default 0;', ...trustedProxies.map((range) => `${range} 1;`)]);
}

/** `$client` and `$client_port`: the address and port in the PROXY header of the load balancer, or else those of the peer. */
export function renderClient(): string[] {
  return [
    ...renderSaidOrKnown('$client', '$proxy_protocol_addr', '$remote_addr'),
    ...renderSaidOrKnown('$client_port', '$proxy_protocol_port', '$remote_port'),
  ];
}

function renderSaidOrKnown(variable: string, said: string, known: string): string[] {
  return [
    map('$from_load_balancer', variable, [`1 ${variable}_said;`, `default ${known};`]),
    map(said, `${variable}_said`, [`"" ${known};`, `default ${said};`]),
  ];
}

/**
 * The first four groups (the /64) of an IPv6 address, from its text. nginx writes that text from the bytes of a PROXY header in version 2: it replaces the
 * longest run of two or more groups of zeros by `::`. So the four groups are written out, or they end in that run.
 */
export const NETWORKS_OF_IPV6: [form: string, network: string][] = [
  ['^((?:[0-9a-f]+:){4})', '$1'],
  ['^([0-9a-f]+:[0-9a-f]+:[0-9a-f]+)::', '$1:0:'],
  ['^([0-9a-f]+:[0-9a-f]+)::', '$1:0:0:'],
  ['^([0-9a-f]+)::([0-9a-f]+:)(?:[0-9a-f]+:){3}[0-9a-f]+\\z', '$1:0:0:$2'],
  ['^([0-9a-f]+)::', '$1:0:0:0:'],
];

/**
 * `$client_network`: whom a limit counts as one client. It is an IPv4 address, or the /64 of an IPv6 address, in which a client can choose addresses.
 * A peer that is not the load balancer counts by its own address, whatever its header says. If the load balancer names no client, its address counts.
 */
export function renderClientNetwork(): string[] {
  return [
    map('$from_load_balancer', '$client_network', ['1 $client_network_said;', 'default $remote_addr;']),
    map('$proxy_protocol_addr', '$client_network_said', [
      '"" $remote_addr;',
      '"~\\." $proxy_protocol_addr;',
      ...NETWORKS_OF_IPV6.map(([form, network]) => `"~${form}" "${network}";`),
      'default $proxy_protocol_addr;',
    ]),
  ];
}
