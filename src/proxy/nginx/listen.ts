import { NginxConfiguration } from './configuration';
import { listenerRcvbuf } from './socket-memory';

/** The `listen` directive of a server. */
export function renderListen(port: number, { ipv6 }: NginxConfiguration, options = ''): string {
  return `listen ${ipv6 ? `[::]:${port}` : port}${options} backlog=4096;`;
}

/** The directives of a server that the load balancer connects to. */
export function renderClientListener(port: number, configuration: NginxConfiguration): string[] {
  return [
    renderListen(port, configuration, ` proxy_protocol so_keepalive=60s:15s:4 rcvbuf=${listenerRcvbuf(configuration.connectionMemory)}`),
    // The load balancer sends the PROXY header only with the client's first bytes, so this timeout is for both.
    'proxy_protocol_timeout 10s;',
  ];
}
