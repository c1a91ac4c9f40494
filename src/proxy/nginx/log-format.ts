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
    // Not $remote_addr: it is still the load balancer where nginx gave up while it read the request.
    map(HEADER, '$client', [`${BELIEVED} $proxy_protocol_addr;`, 'default $realip_remote_addr;']),
    map(HEADER, '$client_port', [`${BELIEVED} $proxy_protocol_port;`, 'default $realip_remote_port;']),
    `log_format json escape=json '{${members.join(',')}}';`,
    'access_log /dev/stdout json;',
  ];
}

/** Whether the load balancer sent a PROXY header, and whether that names a client. */
const HEADER = '"$from_load_balancer$proxy_protocol_addr"';
const BELIEVED = '"~^1."';

/** Variables that always hold a number; others may be empty or a list. */
const NUMBERS = new Set(['$status', '$bytes_received', '$bytes_sent', '$session_time', '$request_length', '$request_time']);
