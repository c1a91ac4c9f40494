import { NginxConfiguration } from './configuration';
import { renderLimits, renderLimitZones } from './connection-limits';
import { renderClientListener } from './listen';
import { renderRefusedHttpFormat, renderRefusedHttpLog } from './log-format';
import { block } from './syntax';
import { WRITABLE_PATH } from './writable-path';

/** Where the stream module hands HTTP connections over to the http module. It is a socket that no network reaches. */
export const HTTP_SOCKET = `unix:${WRITABLE_PATH}/http.sock`;

/**
 * Counts HTTP connections before anything is read from them.
 *
 * The http module counts a client once the head of its request is read: until then a client could hold as many connections as there are,
 * and memory for a head on each. `pass` hands a counted connection over as it is, and it stays counted until it ends.
 *
 * @see https://nginx.org/en/docs/stream/ngx_stream_pass_module.html
 */
export function renderHttpConnectionLimit(configuration: NginxConfiguration): string[] {
  const { ports, capacity } = configuration;
  return [
    ...renderLimitZones('http_connections'),
    ...renderRefusedHttpFormat(),
    block('server', [
      ...renderClientListener(ports.http, configuration),
      ...renderLimits('http_connections', capacity.httpConnectionsPerClient, capacity.httpConnections),
      renderRefusedHttpLog(),
      `pass ${HTTP_SOCKET};`,
    ]),
  ];
}
