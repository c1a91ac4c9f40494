import { isDomainPattern } from './dns-names';

/** The ports of VPC Lattice for looked-up names, and for services that name no others. */
export const LATTICE_PORTS = { tls: 443, http: 80 };

/** The ports of a service's listeners at VPC Lattice. */
export interface ServicePorts {
  readonly latticeTlsPort: number;
  readonly latticeHttpPort: number;
}

/** A public name, and the name that VPC Lattice generated for the service behind it. */
export interface ServiceRoute extends ServicePorts {
  readonly domainName: string;
  readonly target: string;
  /** What the log calls the service where it has no address. */
  readonly label: string;
}

/**
 * What the proxy and its log call a service: its public name, without a dot, so that no client can ask for it.
 *
 * The label follows from the service alone: adding, removing or moving others does not change it. No two names have one label: a DNS
 * name has no underscore, and any other text, such as the logical id of a parameter, gets two in a row.
 *
 * @param name a DNS name in lower case, maybe with a wildcard, or what stands for it while it is not known
 */
export function labelOf(name: string): string {
  return name.replace(/[^A-Za-z0-9-]+/g, isDomainPattern(name) && name === name.toLowerCase() ? '_' : '__');
}
