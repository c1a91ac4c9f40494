import { renderClient, renderTrust } from './client';
import { NginxConfiguration } from './configuration';
import { renderAccessLog } from './log-format';
import { RouteDialect, renderRoutes, renderUpstreams, renderVerdict } from './routes';
import { renderLimitZones, renderListen, renderMapSizes, renderResolver } from './shared';
import { block, map } from './text';
import { DNS_NAME_BYTES } from '../../private/dns-names';

const DIALECT: RouteDialect = {
  upstreamPrefix: 'tls',
  upstreamPort: 443,
  upstreamPatience: 'fail_timeout=2s',
  upstreamLines: [],
  nameSource: '$ssl_preread_server_name',
  exactKeys: (name) => [name],
  nameForm: (form) => `^(?=.{4,${DNS_NAME_BYTES}}\\z)${form}\\z`,
  recognisedName: '$ssl_preread_server_name',
};

/** TLS: passed through by server name, never terminated; and the port that health checks open. */
export function renderStream(configuration: NginxConfiguration): string {
  return block('stream', [
    // Below crit, messages quote what clients sent, raw; the access log has it escaped.
    'error_log stderr crit;',
    ...renderResolver(configuration),
    ...renderMapSizes(),
    '',
    ...renderUpstreams(configuration, DIALECT),
    renderTrust(configuration.trustedProxies),
    ...renderRoutes(configuration, DIALECT),
    '',
    ...renderVerdict(DIALECT.nameSource),
    map('$route', '$logged_name', ['"" $printable_name;', 'default $ssl_preread_server_name;']),
    map('$ssl_preread_server_name', '$printable_name', [
      '"" "";',
      'default "(unprintable or too long)";',
      `"~^[\\x21-\\x7e]{0,${DNS_NAME_BYTES}}\\z" $ssl_preread_server_name;`,
    ]),
    ...renderClient(),
    ...renderAccessLog('tls', configuration, {
      name: '$logged_name',
      bytes_in: '$bytes_received',
      bytes_out: '$bytes_sent',
      seconds: '$session_time',
    }, { name: '$ssl_preread_server_name' }),
    '',
    ...renderLimitZones('tls'),
    '',
    renderTlsServer(configuration),
    renderHealthServer(configuration),
  ]);
}

function renderTlsServer(configuration: NginxConfiguration): string {
  const { ports, capacity, idleTimeoutSeconds } = configuration;
  return block('server', [
    renderListen(ports.tls, configuration, ' proxy_protocol so_keepalive=60s:15s:4'),
    // The load balancer sends the PROXY header with the client's first bytes: this waits for both.
    'proxy_protocol_timeout 10s;',
    'ssl_preread on;',
    'preread_timeout 10s;',
    'preread_buffer_size 16k;',
    `limit_conn tls_client ${capacity.tlsSessionsPerClient};`,
    `limit_conn tls_all ${capacity.tlsSessions};`,
    // Nothing in $target: closed, with neither a DNS question nor a socket.
    'proxy_pass $target;',
    'proxy_buffer_size 100k;',
    'proxy_connect_timeout 3s;',
    'proxy_next_upstream_tries 3;',
    'proxy_next_upstream_timeout 9s;',
    `proxy_timeout ${idleTimeoutSeconds}s;`,
  ]);
}

/** Closes at once whatever connects; the load balancer asks no more of a TCP health check. */
function renderHealthServer(configuration: NginxConfiguration): string {
  return block('server', [renderListen(configuration.ports.health, configuration, ''), 'access_log off;', 'return "";']);
}
