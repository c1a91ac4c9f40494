/**
 * The zones in which nginx counts connections: by client, and all together.
 *
 * @param side the start of the names of the zones: `tls`, `http`
 */
export function renderLimitZones(side: string): string[] {
  return [
    `limit_conn_zone $client_network zone=${side}_client:10m;`,
    // The constant `all` counts everything under one key. `$server_port` would do too, but nginx would ask the kernel for it each time.
    `limit_conn_zone all zone=${side}_all:64k;`,
  ];
}

/** The limits of one client, and of all clients together. */
export function renderLimits(side: string, ofClient: number, ofAll: number): string[] {
  return [`limit_conn ${side}_client ${ofClient};`, `limit_conn ${side}_all ${ofAll};`];
}
