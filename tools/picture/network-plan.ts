import { propertiesOf, references, Resource, serviceIn } from './resources';
import { box, lines, picture, text } from './svg';

const SUBNET = { width: 300, height: 104, gap: 20 };
const VPC = { x: 20, y: 20, head: 52, padding: 20 };

/** A subnet, with where its route table leads and what lives in it. */
interface Subnet {
  readonly range: string;
  readonly zone: number;
  readonly ways: string;
  readonly tenants: string[];
}

/** The VPC that the ingress makes: its zones side by side, the public subnets above those of the tasks. */
export function drawNetworkPlan(resources: Resource[]): string {
  const [{ CidrBlock: range }] = propertiesOf(resources, 'AWS::EC2::VPC');
  const subnets = subnetsIn(resources);
  const zones = Math.max(...subnets.map(({ zone }) => zone)) + 1;
  const rows = [subnets.slice(0, zones), subnets.slice(zones)];
  const width = 2 * VPC.padding + zones * (SUBNET.width + SUBNET.gap) - SUBNET.gap;
  const height = VPC.head + rows.length * (SUBNET.height + SUBNET.gap) - SUBNET.gap + VPC.padding;
  return picture(`The network plan: ${range} in ${zones} zones`, width + 2 * VPC.x, height + 2 * VPC.y, [
    box(VPC, width, height, 'frame'),
    text({ x: VPC.x + VPC.padding, y: VPC.y + 32 }, `VPC of the ingress, ${range}`, { size: 14, bold: true, tone: 'loud' }),
    ...rows.flatMap((row, index) => row.map((subnet) => drawSubnet(subnet, index))),
  ]);
}

function drawSubnet({ range, zone, ways, tenants }: Subnet, row: number): string {
  const x = VPC.x + VPC.padding + zone * (SUBNET.width + SUBNET.gap);
  const y = VPC.y + VPC.head + row * (SUBNET.height + SUBNET.gap);
  return box({ x, y }, SUBNET.width, SUBNET.height) +
    text({ x: x + 14, y: y + 24 }, range, { size: 14, bold: true }) +
    text({ x: x + SUBNET.width - 14, y: y + 24 }, `zone ${zone + 1}`, { anchor: 'end', tone: 'quiet' }) +
    lines({ x: x + 14, y: y + 48 }, tenants) +
    text({ x: x + 14, y: y + SUBNET.height - 14 }, ways, { tone: 'quiet' });
}

function subnetsIn(resources: Resource[]): Subnet[] {
  return resources.filter(({ type }) => type === 'AWS::EC2::Subnet').map(({ logicalId, properties, path }) => ({
    range: properties.Ipv6Native ? 'IPv6 only' : properties.CidrBlock,
    zone: properties.AvailabilityZone['Fn::Select'][0],
    ways: waysOut(resources.filter((each) => each.path[2] === path[2])),
    tenants: tenantsOf(resources, logicalId),
  }));
}

/** The routes of a subnet's table, those to the same gateway together. */
function waysOut(ofSubnet: Resource[]): string {
  const routes = propertiesOf(ofSubnet, 'AWS::EC2::Route');
  const ranges = routes.map(({ DestinationCidrBlock, DestinationIpv6CidrBlock }) => DestinationCidrBlock ?? DestinationIpv6CidrBlock);
  const gateway = routes.some(({ EgressOnlyInternetGatewayId }) => EgressOnlyInternetGatewayId) ? 'egress-only gateway' : 'internet gateway';
  return routes.length > 0 ? `to ${ranges.join(', ')}: ${gateway}` : 'no route out of the VPC';
}

function tenantsOf(resources: Resource[], subnet: string): string[] {
  const here = (type: string, subnetsOf: (properties: any) => unknown) =>
    propertiesOf(resources, type).filter((properties) => references(subnetsOf(properties)).includes(subnet));
  const endpoints = here('AWS::EC2::VPCEndpoint', ({ SubnetIds }) => SubnetIds).map(({ ServiceName }) => serviceIn(ServiceName));
  return [
    ...here('AWS::ElasticLoadBalancingV2::LoadBalancer', ({ Subnets }) => Subnets).map(() => 'Network Load Balancer'),
    ...here('AWS::ECS::Service', ({ NetworkConfiguration }) => NetworkConfiguration.AwsvpcConfiguration.Subnets).map(() => 'nginx tasks'),
    ...endpoints.length > 0 ? [`endpoints: ${endpoints.join(', ')}`] : [],
  ];
}
