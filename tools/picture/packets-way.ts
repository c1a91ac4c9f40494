import { Resource } from './resources';
import { columnAt, drawFrame, drawStops, Stop, STOP, widthOf } from './stop';
import { clientsIn, latticeStop, loadBalancerStop, nginxStop } from './stops-of-ingress';
import { picture } from './svg';

const TOP = 56;

/** The stops of a packet side by side, those in the VPC in one frame. */
export function drawPacketsWay(resources: Resource[]): string {
  const stops = stopsIn(resources);
  return picture(`The packet's way: ${stops.map(({ title }) => title).join(', ')}`, widthOf(stops.length), TOP + STOP.height + 36, [
    drawFrame('VPC of the ingress', TOP, 1, 2),
    drawStops(stops, { x: columnAt(0), y: TOP }),
  ]);
}

/** Read out of the resources, so that the picture shows what is really made. */
function stopsIn(resources: Resource[]): Stop[] {
  return [
    { title: 'Client', says: ['outside AWS', ...clientsIn(resources)], onward: ['TLS,', 'HTTP'] },
    loadBalancerStop(resources, 'lets in the clients only'),
    nginxStop(resources),
    { ...latticeStop(resources), onward: [] },
    { title: 'Your service', says: ['certificate and', 'signature untouched'] },
  ];
}
