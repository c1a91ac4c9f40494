/** The Region in a name that VPC Lattice generated; nothing for any other name. */
export function regionOfGeneratedName(name: string): string | undefined {
  return /\.vpc-lattice-svcs\.([a-z0-9-]+)\.on\.aws$/i.exec(name)?.[1].toLowerCase();
}

/** Whether the name is that of a service at an endpoint, whose addresses its owner chooses. */
export function isNameAtEndpoint(name: string): boolean {
  return name.startsWith('vpce-') && regionOfGeneratedName(name) !== undefined;
}
