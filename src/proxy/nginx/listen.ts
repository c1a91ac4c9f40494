import { NginxConfiguration } from './configuration';
import { listenerRcvbuf } from './socket-memory';

/** Where a server listens. */
export function renderListen(port: number, { ipv6 }: NginxConfiguration, options = ''): string {
  return `listen ${ipv6 ? `[::]:${port}` : port}${options} backlog=4096;`;
}

/** Where clients connect to through the load balancer, which says who they are. */
export function renderClientListener(port: number, configuration: NginxConfiguration): string[] {
  return [
    renderListen(port, configuration, ` proxy_protocol so_keepalive=60s:15s:4 rcvbuf=${listenerRcvbuf(configuration.connectionMemory)}`),
    // The load balancer sends the PROXY header with the client's first bytes: this waits for both.
    'proxy_protocol_timeout 10s;',
  ];
}
