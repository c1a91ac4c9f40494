import { IngressRoute } from './ingress-route';
import { LATTICE_PORTS, ServicePorts } from '../private/service-route';

type ListenerPorts = Pick<IngressRoute, 'tlsListenerPort' | 'httpListenerPort'>;

/** Nothing configures the ports of a name that is looked up, so it has the default ports. */
const LOOKED_UP: ListenerPorts = {};

/** The ports of a service. */
export function portsOf({ tlsListenerPort = LATTICE_PORTS.tls, httpListenerPort = LATTICE_PORTS.http }: ListenerPorts): ServicePorts {
  return { latticeTlsPort: tlsListenerPort, latticeHttpPort: httpListenerPort };
}

/** Every port to which tasks connect, in ascending order: those of HTTP only if HTTP is forwarded. */
export function portsOfAll(services: IngressRoute[], allowedDomains: string[], forwardsHttp: boolean): number[] {
  const areAllKnown = services.length > 0 && allowedDomains.length === 0;
  const ports = [...services, ...areAllKnown ? [] : [LOOKED_UP]].map(portsOf)
    .flatMap(({ latticeTlsPort, latticeHttpPort }) => (forwardsHttp ? [latticeTlsPort, latticeHttpPort] : [latticeTlsPort]));
  return [...new Set(ports)].sort((one, other) => one - other);
}
