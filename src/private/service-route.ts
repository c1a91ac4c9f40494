/** A public name, and the name that VPC Lattice generated for the service behind it. */
export interface ServiceRoute {
  readonly domainName: string;
  readonly target: string;
}
