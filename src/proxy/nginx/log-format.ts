import { NginxCapacity, NginxConfiguration } from './configuration';
import { block, map } from './text';

/** Fields of a line and the variables that hold them. */
type Fields = Record<string, string>;

/** What all lines have. */
const sharedBy = (protocol: string): Fields => ({
  time: '$time_iso8601',
  protocol,
  verdict: '$verdict',
  client: '$client',
  client_port: '$client_port',
  peer: '$remote_addr',
  upstream: '$upstream_addr',
  status: '$status',
  connect_seconds: '$upstream_connect_time',
});

/** For a forwarded request these values are already known. Using them directly saves one map lookup per field. */
const FORWARDED: Fields = {
  verdict: '$verdict_forwarded',
  client: '$proxy_protocol_addr',
  client_port: '$proxy_protocol_port',
};

/**
 * One JSON object a line on stdout, with the fields that both sides share first.
 *
 * No query string and no header goes into it: they may hold signatures.
 *
 * @param protocol what the client spoke
 * @param configuration says how many lines there are for what was forwarded
 * @param fields further fields
 * @param forwarded other variables for some of them, for what was forwarded
 */
export function renderAccessLog(protocol: 'tls' | 'http', configuration: NginxConfiguration, fields: Fields, forwarded: Fields): string[] {
  const { capacity, loggedPercent } = configuration;
  const all = { ...sharedBy(protocol), ...fields };
  const target = bufferedIn(capacity);
  return [
    map('$upstream_addr', '$not_forwarded', ['"" 1;', 'default "";']),
    ...renderSample(protocol, loggedPercent),
    `log_format forwarded escape=json '${renderLine({ ...all, ...FORWARDED, ...forwarded, ...isSampled(loggedPercent) ? { weight: '$weight' } : {} })}';`,
    `log_format not_forwarded escape=json '${renderLine(all)}';`,
    `access_log /dev/stdout forwarded ${target} if=${loggedPercent === 100 ? '$upstream_addr' : '$logged'};`,
    `access_log /dev/stdout not_forwarded ${target} if=$not_forwarded;`,
  ];
}

/** What tells one from another: nothing that a client could choose. */
const NUMBER_OF: Record<'tls' | 'http', string> = { tls: '$msec $connection', http: '$msec $connection $connection_requests' };

/** What has a line whatever the lot says. */
const FAILURES = '"~^5"';

const isSampled = (percent: number) => percent > 0 && percent < 100;

/** `$logged`: whether what was forwarded has a line; and `$weight`: how many of its kind a line stands for. */
function renderSample(protocol: 'tls' | 'http', percent: number): string[] {
  return percent === 100 ? [] : [
    ...isSampled(percent) ? [
      block(`split_clients "${NUMBER_OF[protocol]}" $drawn`, [`${percent}% 1;`, '* "";']),
      map('$status', '$weight', [`default ${Number((100 / percent).toFixed(4))};`, `${FAILURES} 1;`]),
    ] : [],
    map('$status', '$logged_status', [`default ${isSampled(percent) ? '$drawn' : '""'};`, `${FAILURES} 1;`]),
    map('$upstream_addr', '$logged', ['"" "";', 'default $logged_status;']),
  ];
}

/**
 * Lines of HTTP connections that were refused before a request was read from them, with the fields of every line about HTTP.
 *
 * Others that end so early say nothing, as before: whoever opens connections and closes them would write the log.
 */
export function renderRefusedHttpFormat(): string[] {
  const unknown = { name: '', method: '', path: '', upstream_status: '' };
  const line = renderLine({ ...sharedBy('http'), ...unknown, bytes_in: '$bytes_received', bytes_out: '$bytes_sent', seconds: '$session_time' });
  return [map('$limit_conn_status', '$over_limit', ['REJECTED 1;', 'default "";']), `log_format refused_http escape=json '${line}';`];
}

/** Writes these lines. */
export function renderRefusedHttpLog(capacity: NginxCapacity): string {
  return `access_log /dev/stdout refused_http ${bufferedIn(capacity)} if=$over_limit;`;
}

/** A second late at most. */
function bufferedIn(capacity: NginxCapacity): string {
  return `buffer=${blockOf(capacity)} flush=1s`;
}

/** No line is as long. Of several workers each writes no more than a pipe takes at once, so that their lines never mix. */
function blockOf({ workerProcesses }: NginxCapacity): string {
  return workerProcesses > 1 ? '4k' : '16k';
}

function renderLine(fields: Fields): string {
  return `{${Object.entries(fields).map(([name, value]) => `"${name}":${NUMBERS.has(value) ? value : `"${value}"`}`).join(',')}}`;
}

/** Variables that always hold a number; others may be empty or a list. */
const NUMBERS = new Set(['$status', '$bytes_received', '$bytes_sent', '$session_time', '$bytes_in', '$request_time', '$weight']);
