import { NginxConfiguration } from './configuration';
import { BOUNDED_LOG, renderBoundedLine } from './log-bound';
import { block, map } from './syntax';

/** Fields of a line and the variables that hold them. */
type Fields = Record<string, string | number>;

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
 * One JSON object a line, with the fields that both sides share first.
 *
 * No query string and no header goes into it: they may hold signatures. Lines about what was forwarded go to stdout. Refusals and failures cost a
 * client little, so their lines go through the program that bounds them.
 *
 * @param protocol what the client spoke
 * @param configuration says how many lines there are for what was forwarded
 * @param fields further fields
 * @param forwarded other variables for some of them, for what was forwarded
 */
export function renderAccessLog(protocol: 'tls' | 'http', { loggedPercent }: NginxConfiguration, fields: Fields, forwarded: Fields): string[] {
  const all = { ...sharedBy(protocol), ...fields };
  return [
    map('$upstream_addr', '$outcome', ['"" $verdict;', 'default $verdict_forwarded;']),
    ...renderBounded(loggedPercent),
    renderBoundedFormat('bounded', { ...all, verdict: '$outcome' }),
    `access_log ${BOUNDED_LOG} bounded ${BUFFERED} if=$bounded;`,
    ...loggedPercent > 0 ? [
      ...renderSampling(protocol, loggedPercent),
      `log_format forwarded escape=json '${renderLine({ ...all, ...FORWARDED, ...forwarded, ...weightOf(loggedPercent) })}';`,
      `access_log /dev/stdout forwarded ${BUFFERED} if=$logged;`,
    ] : [],
  ];
}

/**
 * `$bounded`: whether the line is about a refusal or a failure.
 *
 * An answer of a service is no failure of the proxy, whatever its status. But unless every answer has a line, those with status 5xx have one.
 *
 * A client that leaves while nginx looks a name up costs no service anything. It can do so as often as it can connect.
 */
function renderBounded(percent: number): string[] {
  const whenForwarded = percent === 100 ? '""' : '$failed';
  return [
    map('$outcome', '$bounded', [`forwarded ${whenForwarded};`, 'client-gone $bounded_if_gone;', 'default 1;']),
    map('$upstream_addr', '$bounded_if_gone', ['"" 1;', `default ${whenForwarded};`]),
    ...percent === 100 ? [] : [map('$status', '$failed', ['"~^5" 1;', 'default "";'])],
  ];
}

/** The key by which lines are sampled. Each connection or request has another one, and clients cannot choose it. */
const NUMBER_OF: Record<'tls' | 'http', string> = { tls: '$msec $connection', http: '$msec $connection $connection_requests' };

/** `$logged`: whether what was forwarded has a line. */
function renderSampling(protocol: 'tls' | 'http', percent: number): string[] {
  const isSampled = percent < 100;
  return [
    ...isSampled ? [block(`split_clients "${NUMBER_OF[protocol]}" $drawn`, [`${percent}% 1;`, '* "";'])] : [],
    map('$bounded', '$logged', [`"" ${isSampled ? '$drawn' : '1'};`, 'default "";']),
  ];
}

/** `weight`: how many forwarded connections or requests a line stands for. It is left out if each line stands for one. */
function weightOf(percent: number): Fields {
  return percent === 100 ? {} : { weight: Number((100 / percent).toFixed(4)) };
}

/**
 * Lines of HTTP connections that were refused before a request was read from them, with the fields of every line about HTTP.
 *
 * Other connections that end so early have no line. Otherwise a client could flood the log by opening and closing connections.
 */
export function renderRefusedHttpFormat(): string[] {
  const unknown = { name: '', method: '', path: '', upstream_status: '' };
  const fields = { ...sharedBy('http'), ...unknown, bytes_in: '$bytes_received', bytes_out: '$bytes_sent', seconds: '$session_time' };
  return [map('$limit_conn_status', '$over_limit', ['REJECTED 1;', 'default "";']), renderBoundedFormat('refused_http', fields)];
}

/** Writes these lines. */
export function renderRefusedHttpLog(): string {
  return `access_log ${BOUNDED_LOG} refused_http ${BUFFERED} if=$over_limit;`;
}

/** Lines wait for a second at most. A pipe takes this many bytes in one piece, and no line is longer, so lines of several processes never mix. */
const BUFFERED = 'buffer=4k flush=1s';

/** A line for the program that bounds it. */
function renderBoundedFormat(format: string, { time, protocol, verdict, status, client, name, ...rest }: Fields): string {
  const line = renderBoundedLine({
    network: '$client_network',
    time: renderFields({ time }),
    kind: renderFields({ protocol, verdict, status }),
    client: renderFields({ client }),
    name: renderFields({ name }),
    rest: renderFields(rest),
  });
  return `log_format ${format} escape=json '${line}';`;
}

function renderLine(fields: Fields): string {
  return `{${renderFields(fields)}}`;
}

function renderFields(fields: Fields): string {
  return Object.entries(fields).map(([name, value]) => `"${name}":${isNumber(value) ? value : `"${value}"`}`).join(',');
}

/** Variables that always hold a number; others may be empty or a list. */
const NUMBERS = new Set<string>(['$status', '$bytes_received', '$bytes_sent', '$session_time', '$bytes_in', '$request_time']);

function isNumber(value: string | number): boolean {
  return typeof value === 'number' || NUMBERS.has(value);
}
