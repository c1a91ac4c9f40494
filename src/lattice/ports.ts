/** The ports on which VPC Lattice takes what the proxy forwards. */
export const LATTICE_PORTS = [80, 443];
