/**
 * The documented form of a name that VPC Lattice generates for a service of the Region.
 *
 * Names that start with `vpce-` are not among them: they belong to service-network endpoints and resolve to
 * addresses of their owner's choice. The label with the service's name holds the 63 bytes that DNS allows, and no more.
 */
export function generatedNameOf(region: string): string {
  return `(?!vpce-)[a-z0-9][a-z0-9-]{1,44}-[0-9a-f]{17}\\.[0-9a-f]{7}\\.vpc-lattice-svcs\\.${region}\\.on\\.aws`;
}
