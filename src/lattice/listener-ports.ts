import { IngressRoute } from './ingress-route';
import { LATTICE_PORTS, ServicePorts } from '../private/service-route';

type ListenerPorts = Pick<IngressRoute, 'tlsListenerPort' | 'httpListenerPort'>;

/** A name that is looked up says nothing of ports. */
const LOOKED_UP: ListenerPorts = {};

/** The ports of a service. */
export function portsOf({ tlsListenerPort = LATTICE_PORTS.tls, httpListenerPort = LATTICE_PORTS.http }: ListenerPorts): ServicePorts {
  return { tlsPort: tlsListenerPort, httpPort: httpListenerPort };
}

/** Every port to which tasks connect, in ascending order: those of HTTP only if HTTP is forwarded. */
export function portsOfAll(services: IngressRoute[], allowedDomains: string[], forwardsHttp: boolean): number[] {
  const areAllKnown = services.length > 0 && allowedDomains.length === 0;
  const ports = [...services, ...areAllKnown ? [] : [LOOKED_UP]].map(portsOf)
    .flatMap(({ tlsPort, httpPort }) => (forwardsHttp ? [tlsPort, httpPort] : [tlsPort]));
  return [...new Set(ports)].sort((one, other) => one - other);
}
