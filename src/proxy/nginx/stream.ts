import { renderClient, renderClientNetwork, renderTrust } from './client-address';
import { NginxConfiguration } from './configuration';
import { renderLimits, renderLimitZones } from './connection-limits';
import { renderHttpConnectionLimit } from './http-connection-limit';
import { renderClientListener, renderListen } from './listen';
import { renderAccessLog } from './log-format';
import { renderVerdict, renderVerdictOnSession, UNREAD_HELLO } from './log-verdict';
import { renderMapSizes, renderRoutes, RouteDialect } from './name-matching';
import { renderClientRestrictions } from './restricted-names';
import { block, map } from './syntax';
import { CONNECT_TIMEOUT, renderResolver, renderUpstreams } from './upstreams';
import { DNS_NAME_BYTES } from '../../private/dns-names';
import { LATTICE_PORTS } from '../../private/service-route';

const DIALECT: RouteDialect = {
  upstreamPrefix: 'tls',
  upstreamPort: LATTICE_PORTS.tls,
  // Only connections that cannot be opened count here, and no client can cause them.
  upstreamServerParameters: 'fail_timeout=2s',
  upstreamLines: [],
  nameSource: '$ssl_preread_server_name',
  exactKeys: (name) => [name],
  nameForm: (form) => `^(?=.{4,${DNS_NAME_BYTES}}\\z)${form}\\z`,
  recognisedName: '$ssl_preread_server_name',
};

/** TLS: passed through by server name, never terminated; and the port that health checks open. */
export function renderStream(configuration: NginxConfiguration): string {
  return block('stream', [
    // Below alert, messages quote what clients sent, raw, and nothing bounds their number; the access log has it escaped.
    'error_log stderr alert;',
    ...renderResolver(configuration),
    ...renderMapSizes(),
    '',
    ...renderUpstreams(configuration, DIALECT),
    renderTrust(configuration.trustedProxies),
    ...renderClientRestrictions(configuration),
    ...renderRoutes(configuration, DIALECT),
    '',
    ...renderVerdict(configuration, DIALECT.nameSource, UNREAD_HELLO),
    ...renderVerdictOnSession(),
    map('$route', '$logged_name', ['"" $printable_name;', 'default $ssl_preread_server_name;']),
    map('$ssl_preread_server_name', '$printable_name', [
      '"" $unread_name;',
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
    ...renderClientNetwork(),
    ...renderLimitZones('tls'),
    'limit_conn_log_level info;',
    '',
    renderTlsServer(configuration),
    ...(configuration.httpListener ? renderHttpConnectionLimit(configuration) : []),
    renderHealthServer(configuration),
  ]);
}

function renderTlsServer(configuration: NginxConfiguration): string {
  const { ports, capacity, connectionMemory, idleTimeoutSeconds } = configuration;
  return block('server', [
    ...renderClientListener(ports.tls, configuration),
    'ssl_preread on;',
    'preread_timeout 10s;',
    'preread_buffer_size 16k;',
    ...renderLimits('tls', capacity.tlsSessionsPerClient, capacity.tlsSessions),
    // Nothing in $target: closed, with neither a DNS question nor a socket.
    'proxy_pass $target;',
    `proxy_buffer_size ${connectionMemory.relayBuffer}k;`,
    // One side may close its direction while the other still sends.
    'proxy_half_close on;',
    `proxy_connect_timeout ${CONNECT_TIMEOUT};`,
    'proxy_next_upstream_tries 3;',
    'proxy_next_upstream_timeout 9s;',
    `proxy_timeout ${idleTimeoutSeconds}s;`,
  ]);
}

/** Closes at once whatever connects; the load balancer asks no more of a TCP health check. */
function renderHealthServer(configuration: NginxConfiguration): string {
  return block('server', [renderListen(configuration.ports.health, configuration), 'access_log off;', 'return "";']);
}
