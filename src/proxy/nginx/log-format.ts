import { map } from './text';

/**
 * One JSON object a line on stdout, with the fields that both sides share first.
 *
 * No query string and no header goes into it: they may hold signatures.
 *
 * @param protocol what the client spoke
 * @param fields further fields and the variables that hold them
 */
export function renderAccessLog(protocol: 'tls' | 'http', fields: Record<string, string>): string[] {
  const all: Record<string, string> = {
    time: '$time_iso8601',
    protocol,
    verdict: '$verdict',
    client: '$client',
    client_port: '$client_port',
    peer: '$realip_remote_addr',
    upstream: '$upstream_addr',
    status: '$status',
    connect_seconds: '$upstream_connect_time',
    ...fields,
  };
  const members = Object.entries(all).map(([name, value]) => `"${name}":${NUMBERS.has(value) ? value : `"${value}"`}`);
  return [
    ...renderClient('$client', '$proxy_protocol_addr', '$realip_remote_addr'),
    ...renderClient('$client_port', '$proxy_protocol_port', '$realip_remote_port'),
    `log_format json escape=json '{${members.join(',')}}';`,
    // As much as a pipe takes at once, so that lines of several workers never mix; no line is that long.
    'access_log /dev/stdout json buffer=4k flush=1s;',
  ];
}

/**
 * What the load balancer said of the client, if it said anything; else what is known of the peer.
 *
 * Not $remote_addr: it is still the load balancer where nginx gave up while it read the request.
 */
function renderClient(variable: string, said: string, known: string): string[] {
  return [
    map('$from_load_balancer', variable, [`1 ${variable}_said;`, `default ${known};`]),
    map(said, `${variable}_said`, [`"" ${known};`, `default ${said};`]),
  ];
}

/** Variables that always hold a number; others may be empty or a list. */
const NUMBERS = new Set(['$status', '$bytes_received', '$bytes_sent', '$session_time', '$request_length', '$request_time']);
