/**
 * One JSON object a line on stdout, with the fields that both sides share first.
 *
 * No query string and no header goes into it: they may hold signatures.
 *
 * @param protocol what the client spoke
 * @param fields further fields and the variables that hold them, or other variables for fields that both share
 */
export function renderAccessLog(protocol: 'tls' | 'http', fields: Record<string, string>): string[] {
  const all: Record<string, string> = {
    time: '$time_iso8601',
    protocol,
    verdict: '$verdict',
    client: '$remote_addr',
    client_port: '$remote_port',
    peer: '$realip_remote_addr',
    upstream: '$upstream_addr',
    status: '$status',
    connect_seconds: '$upstream_connect_time',
    ...fields,
  };
  const members = Object.entries(all).map(([name, value]) => `"${name}":${NUMBERS.has(value) ? value : `"${value}"`}`);
  return [
    `log_format json escape=json '{${members.join(',')}}';`,
    // As much as a pipe takes at once, so that lines of several workers never mix; no line is that long.
    'access_log /dev/stdout json buffer=4k flush=1s;',
  ];
}

/** Variables that always hold a number; others may be empty or a list. */
const NUMBERS = new Set(['$status', '$bytes_received', '$bytes_sent', '$session_time', '$request_length', '$request_time']);
