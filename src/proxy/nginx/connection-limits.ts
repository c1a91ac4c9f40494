/**
 * The limits of one client, and of all.
 *
 * @param side starts the names of the zones, and of the limits
 */
export function renderLimitZones(side: string): string[] {
  return [
    `limit_conn_zone $client_network zone=${side}_client:10m;`,
    // One key for all; $server_port would do too, and cost a question to the kernel each time.
    `limit_conn_zone all zone=${side}_all:64k;`,
  ];
}

/** How many a limit lets in: of one client, and of all together. */
export function renderLimits(side: string, ofClient: number, ofAll: number): string[] {
  return [`limit_conn ${side}_client ${ofClient};`, `limit_conn ${side}_all ${ofAll};`];
}
