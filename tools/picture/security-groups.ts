import { propertiesOf, Resource, serviceIn } from './resources';
import { box, elbow, picture, Point, text } from './svg';

const NODE = { width: 236, height: 62, gap: 22 };
const COLUMN_GAP = 160;
const MARGIN = 20;

const CLIENTS = 'clients';

/** Who connects, or is connected to: a security group or what a rule names besides. */
interface Peer {
  readonly title: string;
  readonly says: string;
}

/** One may connect to the other on these ports. */
interface Way {
  readonly from: string;
  readonly to: string;
  readonly ports: number[];
}

/** Every rule of every security group, as ways from who connects to who is connected to. */
export function drawSecurityGroups(resources: Resource[]): string {
  const ways = waysIn(resources);
  const columns = columnsOf(ways);
  const height = Math.max(...columns.map(heightOf));
  const corners = new Map(columns.flatMap((names, column) => names.map((name, row): [string, Point] => [name, {
    x: MARGIN + column * (NODE.width + COLUMN_GAP),
    y: MARGIN + (height - heightOf(names)) / 2 + row * (NODE.height + NODE.gap),
  }])));
  const width = columns.length * (NODE.width + COLUMN_GAP) - COLUMN_GAP;
  return picture('Who may connect to whom, by the rules of the security groups', width + 2 * MARGIN, height + 2 * MARGIN, [
    ...[...corners].map(([name, corner]) => drawPeer(peerOf(resources, name), corner)),
    ...ways.map((way) => drawWay(way, corners, ways.filter(({ to }) => to === way.to).length > 1)),
  ]);
}

function heightOf(names: string[]): number {
  return names.length * (NODE.height + NODE.gap) - NODE.gap;
}

function drawPeer({ title, says }: Peer, { x, y }: Point): string {
  const middle = x + NODE.width / 2;
  return box({ x, y }, NODE.width, NODE.height) +
    text({ x: middle, y: y + 26 }, title, { size: 13, bold: true, anchor: 'middle' }) +
    text({ x: middle, y: y + 46 }, says, { anchor: 'middle', tone: 'quiet' });
}

/** Its ports stand at the end that it does not share with another way. */
function drawWay({ from, to, ports }: Way, corners: Map<string, Point>, sharesItsEnd: boolean): string {
  const [source, target] = [corners.get(from)!, corners.get(to)!];
  const start = { x: source.x + NODE.width, y: source.y + NODE.height / 2 };
  const end = { x: target.x, y: target.y + NODE.height / 2 };
  const label = sharesItsEnd ? { x: start.x + COLUMN_GAP / 4, y: start.y } : { x: end.x - COLUMN_GAP / 4, y: end.y };
  return elbow(start, end) + text({ x: label.x, y: label.y - 7 }, ports.join(', '), { size: 11, anchor: 'middle' });
}

/** Each peer stands one column further than the last of those that connect to it. */
function columnsOf(ways: Way[]): string[][] {
  const column = (name: string): number => Math.max(-1, ...ways.filter(({ to }) => to === name).map(({ from }) => column(from))) + 1;
  const names = [...new Set(ways.flatMap(({ from, to }) => [from, to]))];
  const count = Math.max(...names.map(column)) + 1;
  return Array.from({ length: count }, (_, index) => names.filter((name) => column(name) === index));
}

/** The ways, each once with all of its ports; a way between two groups needs a rule of each, which makes one way here. */
function waysIn(resources: Resource[]): Way[] {
  const ways = new Map<string, { from: string; to: string; ports: Set<number> }>();
  const open = (from: string, to: string, port: number) => {
    const way = ways.get(`${from} ${to}`) ?? { from, to, ports: new Set<number>() };
    ways.set(`${from} ${to}`, way);
    way.ports.add(port);
  };
  for (const { logicalId, type, properties } of resources) {
    if (type === 'AWS::EC2::SecurityGroup') {
      (properties.SecurityGroupIngress ?? []).forEach((rule: any) => open(CLIENTS, nameOf({ 'Fn::GetAtt': [logicalId, 'GroupId'] }), rule.FromPort));
    } else if (type === 'AWS::EC2::SecurityGroupIngress') {
      open(nameOf(properties.SourceSecurityGroupId), nameOf(properties.GroupId), properties.FromPort);
    } else if (type === 'AWS::EC2::SecurityGroupEgress') {
      open(nameOf(properties.GroupId), nameOf(properties.DestinationSecurityGroupId ?? properties.DestinationPrefixListId), properties.FromPort);
    }
  }
  return [...ways.values()].map(({ from, to, ports }) => ({ from, to, ports: [...ports].sort((one, other) => one - other) }));
}

/** A group, or a prefix list that a function found: the resource and the attribute that a rule names. */
function nameOf({ 'Fn::GetAtt': named }: { 'Fn::GetAtt': [logicalId: string, attribute: string] }): string {
  return named.join('.');
}

function peerOf(resources: Resource[], name: string): Peer {
  if (name === CLIENTS) {
    const rules = propertiesOf(resources, 'AWS::EC2::SecurityGroup').flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress);
    return { title: 'clients', says: [...new Set(rules.map(({ CidrIp, CidrIpv6 }) => CidrIp ?? CidrIpv6))].join(', ') };
  }
  const [id, attribute] = name.split('.');
  const { properties, path } = resources.find(({ logicalId }) => logicalId === id)!;
  return attribute === 'GroupId'
    ? { title: properties.GroupDescription.split(':')[0], says: path.slice(0, -1).join('/') }
    : { title: serviceIn(properties.Names[attribute]), says: 'prefix list that AWS keeps' };
}
