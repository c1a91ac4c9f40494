import { keptForEachOf } from './capacity';
import { renderClient, renderClientNetwork, renderTrust } from './client-address';
import { upstreamsOf } from './conf-template';
import { HttpListener, NginxConfiguration } from './configuration';
import { renderLimits, renderLimitZones } from './connection-limits';
import { renderHopByHop, renderHopByHopHeaders } from './hop-by-hop';
import { HTTP_SOCKET } from './http-connection-limit';
import { renderAccessLog } from './log-format';
import { renderVerdict, renderVerdictOnRequest, UNREAD_REQUEST } from './log-verdict';
import { renderMapSizes, renderRoutes, RouteDialect } from './name-matching';
import { renderClientRestrictions } from './restricted-names';
import { block, map } from './syntax';
import { CONNECT_TIMEOUT, renderResolver, renderUpstreams } from './upstreams';
import { WRITABLE_PATH } from './writable-path';
import { DNS_NAME_BYTES } from '../../private/dns-names';
import { LATTICE_PORTS } from '../../private/service-route';

/**
 * `$host` is the name in the request line, or else that in the Host header. `$http_host` is the Host header, which the service gets. Both must be the same
 * name, or nginx would forward a request with two names.
 */
function dialectOf(listenerPort: number, services: number): RouteDialect {
  return {
    upstreamPrefix: 'http',
    upstreamPort: LATTICE_PORTS.http,
    // nginx would count a failed request against an address like a failed connection, and a client may be able to make requests fail.
    upstreamServerParameters: 'max_fails=0',
    // VPC Lattice closes a connection that is idle for 60 s, and any connection after 10 minutes.
    upstreamLines: [`keepalive ${keptForEachOf(services)};`, 'keepalive_timeout 50s;', 'keepalive_time 9m;', 'keepalive_requests 100000;'],
    nameSource: '"$host $http_host"',
    exactKeys: (name) => [`"${name} ${name}"`, `"${name} ${name}:${listenerPort}"`],
    nameForm: (form) => `^(?=[^ ]{4,${DNS_NAME_BYTES}} )(${form}) \\1(?::${listenerPort})?\\z`,
    recognisedName: '$host',
  };
}

/** The largest head of a reply. VPC Lattice documents no limit; services have one of their own, of 8 to 16 KiB by default. */
const REPLY_HEAD_KIB = 32;

/** Replaces a value that is too long or unprintable in the log. */
const UNLOGGED = '"(unprintable or too long)"';

/** Logged without a look at their form: a map's exact keys come before its regular expressions, and cost less. */
const COMMON_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** HTTP: forwarded by Host; what the client signed passes byte for byte. */
export function renderHttp(configuration: NginxConfiguration, listener: HttpListener): string {
  const dialect = dialectOf(listener.port, upstreamsOf(configuration.routes));
  return block('http', [
    // Messages quote the first line of a request, with its query string: also those about slots (alert) and local ports (crit) that have run out.
    'error_log stderr emerg;',
    ...renderResolver(configuration),
    ...renderMapSizes(),
    'server_tokens off;',
    'default_type text/plain;',
    ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((use) => `${use}_temp_path ${WRITABLE_PATH}/${use};`),
    '',
    ...(listener.redirect ? [] : renderUpstreams(configuration, dialect)),
    renderTrust(configuration.trustedProxies),
    ...renderClientRestrictions(configuration),
    ...renderRoutes(configuration, dialect),
    '',
    ...renderHopByHop(),
    '',
    ...renderVerdict(configuration, '$http_host', UNREAD_REQUEST),
    ...renderVerdictOnRequest(),
    map('$route', '$logged_name', ['"" $printable_name;', 'default $host;']),
    map('$http_host', '$printable_name', ['"" $unread_name;', 'default "(unprintable or too long)";', '"~^[\\x21-\\x7e]{0,260}\\z" $http_host;']),
    map('$uri', '$logged_path', ['"" $unread_path;', `default ${UNLOGGED};`, '"~^[\\x20-\\x7e]{0,512}\\z" $uri;']),
    map('$request_method', '$logged_method', [
      ...COMMON_METHODS.map((method) => `${method} ${method};`),
      '"" $unread_method;',
      `default ${UNLOGGED};`,
      '"~^[A-Z_-]{0,20}\\z" $request_method;',
    ]),
    // The method and the path of a request line that nginx rejected, without a query string.
    map('$request', '$unread_method', [`default ${UNLOGGED};`, '"~^([\\x21-\\x3e\\x40-\\x7e]{1,20}) " $1;']),
    map('$request', '$unread_path', [`default ${UNLOGGED};`, '"~^[^ ?]+ ([\\x21-\\x3e\\x40-\\x7e]{1,512})(?:[ ?]|\\z)" $1;']),
    // Of a connection that changed its protocol the length of the request says little.
    map('$status', '$bytes_in', ['101 $bytes_in_upgraded;', 'default $request_length;']),
    map('$upstream_bytes_sent', '$bytes_in_upgraded', ['default $request_length;', '"~(\\d+)\\z" $1;']),
    ...renderClient(),
    ...renderAccessLog('http', configuration, {
      name: '$logged_name',
      method: '$logged_method',
      path: '$logged_path',
      upstream_status: '$upstream_status',
      bytes_in: '$bytes_in',
      bytes_out: '$bytes_sent',
      seconds: '$request_time',
    }, { name: '$host' }),
    '',
    ...renderClientNetwork(),
    ...renderLimitZones('http'),
    'limit_conn_log_level info;',
    'limit_conn_status 503;',
    '',
    renderHttpServer(configuration, listener),
  ]);
}

function renderHttpServer(configuration: NginxConfiguration, { redirect }: HttpListener): string {
  const { capacity, clientTlsPort, idleTimeoutSeconds } = configuration;
  return block('server', [
    // Connections come from the stream module, which has counted them.
    `listen ${HTTP_SOCKET};`,
    '',
    'client_header_timeout 10s;',
    'client_body_timeout 60s;',
    'send_timeout 60s;',
    // After a redirect a client has no further request here.
    `keepalive_timeout ${redirect ? '0' : '75s'};`,
    // A connection that is idle when the task is told to stop may have a request on its way.
    'keepalive_min_timeout 5s;',
    // Each request with headers of more than 4 KiB leaves up to 600 bytes behind, which nginx frees only when the connection ends.
    'keepalive_requests 100;',
    'reset_timedout_connection on;',
    // A connection that nginx closes counts until the client closes it too. Otherwise a client that reads no answers could leave many of them uncounted in
    // the memory of the kernel, which offers them for minutes.
    'lingering_close always;',
    'lingering_timeout 30s;',
    'client_header_buffer_size 4k;',
    'large_client_header_buffers 4 16k;',
    'client_max_body_size 0;',
    // If nginx dropped or changed a header or a path, the client's signature would be invalid.
    'underscores_in_headers on;',
    'ignore_invalid_headers off;',
    'merge_slashes off;',
    '',
    ...renderLimits('http', capacity.httpRequestsPerClient, capacity.httpRequests),
    '',
    // Closed before anything else happens: neither a DNS question nor a socket.
    'if ($target = "") { return 444; }',
    '',
    // An answer of nginx itself ends the connection, as 400 does already. On a connection that stays open a client could have thousands of such answers, and
    // of log lines, for a few bytes each. The answer is small, so nginx does not wait for the client to close.
    'error_page 502 503 504 @answer;',
    block('location @answer', ['keepalive_timeout 0;', 'lingering_close on;', 'return 200 "$status\\n";']),
    '',
    block('location /', redirect ? [renderRedirect(clientTlsPort)] : renderForwarding(idleTimeoutSeconds)),
  ]);
}

/** To the same name on HTTPS; the name was checked like any other. */
function renderRedirect(clientTlsPort: number): string {
  return `return 301 https://$host${clientTlsPort === 443 ? '' : `:${clientTlsPort}`}$request_uri;`;
}

/** Further X-Forwarded headers that frameworks trust. The proxy sets none of them, so it removes the client's. */
const FORGEABLE = ['', '-By', '-Host', '-Path', '-Prefix', '-Protocol', '-Scheme', '-Server', '-Ssl'];

/** Headers by which services control an nginx in front of them. The proxy ignores these headers of replies, and passes them to the client. */
const STEERING = ['Redirect', 'Expires', 'Limit-Rate', 'Buffering', 'Charset'].map((what) => `X-Accel-${what}`);

const renderForwarding = (idleTimeoutSeconds: number) => [
  // No URI part: the request target passes as it came.
  'proxy_pass http://$target;',
  'proxy_http_version 1.1;',
  'proxy_set_header Host $http_host;',
  ...renderHopByHopHeaders(),
  'proxy_set_header X-Forwarded-For $proxy_protocol_addr;',
  'proxy_set_header X-Forwarded-Port $proxy_protocol_server_port;',
  'proxy_set_header X-Forwarded-Proto http;',
  'proxy_set_header X-Real-IP $proxy_protocol_addr;',
  ...['Forwarded', ...FORGEABLE.map((name) => `X-Forwarded${name}`)].map((name) => `proxy_set_header ${name} "";`),
  'proxy_request_buffering off;',
  'proxy_buffering off;',
  // The head of a reply must fit into `proxy_buffer_size`. nginx does not start if `proxy_busy_buffers_size` is smaller.
  `proxy_buffer_size ${REPLY_HEAD_KIB}k;`,
  `proxy_busy_buffers_size ${REPLY_HEAD_KIB}k;`,
  'proxy_buffers 4 16k;',
  'proxy_max_temp_file_size 0;',
  'proxy_redirect off;',
  `proxy_ignore_headers ${[...STEERING, 'Expires', 'Cache-Control', 'Set-Cookie', 'Vary'].join(' ')};`,
  // The headers of replies that nginx removes by default.
  ...['Server', 'Date', 'X-Pad', ...STEERING].map((name) => `proxy_pass_header ${name};`),
  `proxy_connect_timeout ${CONNECT_TIMEOUT};`,
  `proxy_send_timeout ${idleTimeoutSeconds}s;`,
  `proxy_read_timeout ${idleTimeoutSeconds}s;`,
  'proxy_next_upstream error timeout;',
  'proxy_next_upstream_tries 3;',
  'proxy_next_upstream_timeout 9s;',
];
