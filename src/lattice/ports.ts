import { IngressRoute } from './ingress-route';
import { LATTICE_PORTS, ServicePorts } from '../private/service-route';

/** The ports of a service. */
export function portsOf({ tlsListenerPort = LATTICE_PORTS.tls, httpListenerPort = LATTICE_PORTS.http }: IngressRoute): ServicePorts {
  return { tlsPort: tlsListenerPort, httpPort: httpListenerPort };
}

/** Every port to which tasks connect, in ascending order. A name that is looked up says nothing of ports. */
export function portsOfAll(services: IngressRoute[], allowedDomains: string[]): number[] {
  const ports = services.map(portsOf).flatMap(({ tlsPort, httpPort }) => [tlsPort, httpPort]);
  const areAllKnown = services.length > 0 && allowedDomains.length === 0;
  return [...new Set(areAllKnown ? ports : [...ports, ...Object.values(LATTICE_PORTS)])].sort((one, other) => one - other);
}
