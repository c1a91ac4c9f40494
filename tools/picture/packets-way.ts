import { propertiesOf, Resource, serviceIn } from './resources';
import { arrow, box, lines, picture, text } from './svg';

/** What the picture tells of one stop. */
interface Stop {
  readonly title: string;
  readonly says: string[];
  /** Whether it stands inside the VPC of the ingress. */
  readonly inVpc: boolean;
  /** What travels on to the next stop. */
  readonly onward?: string[];
}

const BOX = { width: 194, height: 154, gap: 54, top: 56 };
const MARGIN = 14;

/** The stops of a packet side by side, those in the VPC in one frame. */
export function drawPacketsWay(resources: Resource[]): string {
  const stops = stopsIn(resources);
  const width = 2 * MARGIN + stops.length * BOX.width + (stops.length - 1) * BOX.gap;
  return picture(`The packet's way: ${stops.map(({ title }) => title).join(', ')}`, width, BOX.top + BOX.height + 36, [
    drawVpc(stops),
    ...stops.map(drawStop),
    ...stops.map(drawOnward),
  ]);
}

/** Read out of the resources, so that the picture shows what is really made. */
function stopsIn(resources: Resource[]): Stop[] {
  const listeners = propertiesOf(resources, 'AWS::ElasticLoadBalancingV2::Listener').map(({ Port }) => Port);
  const [{ Subnets: zones }] = propertiesOf(resources, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  const clients = new Set<string>(propertiesOf(resources, 'AWS::EC2::SecurityGroup')
    .flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress)
    .map((rule) => rule.CidrIp ?? rule.CidrIpv6 ?? rule.SourcePrefixListId));
  const [{ MinCapacity, MaxCapacity }] = propertiesOf(resources, 'AWS::ApplicationAutoScaling::ScalableTarget');
  const endpoints = propertiesOf(resources, 'AWS::EC2::VPCEndpoint').map(({ ServiceName }) => serviceIn(ServiceName));
  const associated = propertiesOf(resources, 'AWS::VpcLattice::ServiceNetworkVpcAssociation').length > 0;
  return [
    { title: 'Client', says: ['outside AWS', ...clients], inVpc: false, onward: ['TLS,', 'HTTP'] },
    {
      title: 'Network Load Balancer',
      says: [`public, dual-stack, ${zones.length} zones`, `TCP ${listeners.join(' and ')}`, 'lets in the clients only'],
      inVpc: true,
      onward: ['PROXY', 'v2'],
    },
    {
      title: 'nginx on Fargate',
      says: [`${MinCapacity} to ${MaxCapacity} tasks, isolated`, 'checks the name asked for', 'cannot read TLS', 'image and logs through', endpoints.join(', ')],
      inVpc: true,
      onward: ['allowed', 'names'],
    },
    { title: 'VPC Lattice', says: [associated ? 'associated with the VPC' : 'reached as it is set up', 'authenticates (SigV4)', 'authorises'], inVpc: false, onward: [] },
    { title: 'Your service', says: ['certificate and', 'signature untouched'], inVpc: false },
  ];
}

function left(index: number): number {
  return MARGIN + index * (BOX.width + BOX.gap);
}

function drawVpc(stops: Stop[]): string {
  const inside = stops.flatMap(({ inVpc }, index) => (inVpc ? [index] : []));
  const x = left(inside[0]) - 10;
  const width = left(inside[inside.length - 1]) + BOX.width + 10 - x;
  return box({ x, y: 16 }, width, BOX.height + BOX.top + 4, 'frame') + text({ x: x + 12, y: 36 }, 'VPC of the ingress', { size: 13, tone: 'loud' });
}

function drawStop({ title, says }: Stop, index: number): string {
  const x = left(index) + BOX.width / 2;
  return box({ x: left(index), y: BOX.top }, BOX.width, BOX.height) +
    text({ x, y: BOX.top + 26 }, title, { size: 14, bold: true, anchor: 'middle' }) +
    lines({ x, y: BOX.top + 52 }, says, { size: 13, anchor: 'middle' }, 20);
}

function drawOnward({ onward }: Stop, index: number): string {
  if (!onward) {
    return '';
  }
  const [x, y] = [left(index) + BOX.width, BOX.top + BOX.height / 2];
  return arrow({ x: x + 3, y }, { x: x + BOX.gap - 3, y }) +
    lines({ x: x + BOX.gap / 2, y: y - 8 - 13 * (onward.length - 1) }, onward, { size: 12, anchor: 'middle', tone: 'quiet' }, 13);
}
