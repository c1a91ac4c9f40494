import { Routing } from '../../examples/two-regions/stacks';
import { AvailabilityZones, Egress, LatticeExternalIngressProps, ProxyImage } from '../../src';
import { drawBehindCloudFront } from '../../tools/picture/behind-cloudfront';
import { drawDashboard } from '../../tools/picture/dashboard';
import { drawDeploymentOrder } from '../../tools/picture/deployment-order';
import { drawNetworkPlan } from '../../tools/picture/network-plan';
import { drawPacketsWay } from '../../tools/picture/packets-way';
import { resourcesOf } from '../../tools/picture/resources';
import { drawRooms } from '../../tools/picture/rooms';
import { drawSecurityGroups } from '../../tools/picture/security-groups';
import { drawTwoRegions } from '../../tools/picture/two-regions';
import { synthesiseBehindCloudFront, synthesiseTwoRegions } from '../../tools/wider-examples';
import { TestIngress } from '../ingress';

const resources = (props: Partial<LatticeExternalIngressProps> = {}) => resourcesOf(new TestIngress(props).app.synth().stacks[0]);
const usual = resources();
const small = resources({ availabilityZones: AvailabilityZones.count(2), minTasks: 2, maxTasks: 5 });
const ipv6 = resources({ egress: Egress.ipv6Only(), image: ProxyImage.buildOnDeploy() });

const texts = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text);

describe('the packet\'s way', () => {
  test('follows the packet', () => {
    expect(drawPacketsWay(usual)).toContain('<title>The packet\'s way: Client, Network Load Balancer, nginx on Fargate, VPC Lattice, Your service</title>');
  });

  test('shows what the template makes', () => {
    expect(texts(drawPacketsWay(small))).toEqual(expect.arrayContaining(
      ['203.0.113.0/24', 'public, dual-stack, 2 zones', 'TCP 443 and 80', '2 to 5 tasks, isolated', 'ecr.api, ecr.dkr, logs, s3', 'associated with the VPC']));
  });
});

test('the rooms count every resource of the ingress but those that only some Regions have', () => {
  const counts = texts(drawRooms(usual)).flatMap((text) => /^(\d+) resources$/.exec(text)?.[1] ?? []).map(Number);

  const made = Object.values<any>(new TestIngress().template.toJSON().Resources).filter(({ Condition }) => !Condition);
  expect(counts).toHaveLength(5);
  expect(counts.reduce((sum, count) => sum + count)).toBe(made.length);
});

describe('the network plan', () => {
  test('shows each subnet with its zone, its routes and what lives in it', () => {
    expect(texts(drawNetworkPlan(small)).slice(1)).toEqual([
      ...[1, 2].flatMap((zone) => [`192.168.${zone - 1}.0/24`, `zone ${zone}`, 'Network Load Balancer', 'to 0.0.0.0/0, ::/0: internet gateway']),
      ...[1, 2].flatMap((zone) => [`192.168.${zone + 7}.0/24`, `zone ${zone}`, 'nginx tasks', 'endpoints: ecr.api, ecr.dkr, logs', 'no route out of the VPC']),
    ]);
  });

  test('shows tasks without IPv4', () => {
    expect(texts(drawNetworkPlan(ipv6))).toEqual(expect.arrayContaining(['IPv6 only', 'to ::/0: egress-only gateway']));
  });
});

test('the picture of security groups shows each way once, with its ports', () => {
  const svg = drawSecurityGroups(usual);

  expect(texts(svg)).toEqual(expect.arrayContaining(['clients', 'TLS listener of the ingress', 'Tasks of the ingress', 'vpc-lattice', 's3', 'Lattice/Association/SecurityGroup']));
  expect(texts(svg).filter((text) => /^[\d, ]+$/.test(text)).sort()).toEqual(['443', '443', '443', '80', '80, 443', '80, 443', '8080, 8081', '8081, 8443']);
});

test('the order of a deployment has every resource after what it needs, and tells what functions do', () => {
  const svg = drawDeploymentOrder(usual);

  expect(texts(svg)).toEqual(expect.arrayContaining(['6 × subnet', 'find prefix lists', 'copy image', 'close default security group']));
  expect(texts(svg).indexOf('copy image')).toBeLessThan(texts(svg).indexOf('task definition'));
  expect(texts(svg).indexOf('task definition')).toBeLessThan(texts(svg).indexOf('service'));
});

describe('the pictures of the wider architectures', () => {
  const { front, back } = synthesiseBehindCloudFront();
  const behindCloudFront = drawBehindCloudFront(front, back);
  const [failover, latency] = [Routing.FAILOVER, Routing.LATENCY].map((routing) => drawTwoRegions(synthesiseTwoRegions(routing)));

  test('show who is in front of an ingress behind CloudFront, in which Region, and whom it lets in', () => {
    expect(texts(behindCloudFront)).toEqual(expect.arrayContaining([
      'us-east-1', 'VPC of the ingress: eu-west-1', 'HTTP/1.1, 2 and 3', 'api.example.com', '2,000 in 5 min an address', 'CommonRuleSet',
      '7 methods, no cache', 'internal, IPv4, 3 zones', 'TCP 443', 'lets in CloudFront only',
    ]));
  });

  test('show which Region clients get, and what the health checks see', () => {
    expect(texts(failover)).toEqual(expect.arrayContaining([
      'eu-west-1: primary, while its service is healthy', 'eu-central-1: secondary, while its service is healthy', 'api.example.com: failover', 'asks HTTPS /health',
      'through each of 2 zones', 'every 10 seconds;', '3 failures: unhealthy',
    ]));
    expect(texts(latency)).toEqual(expect.arrayContaining(['eu-west-1: latency to eu-west-1, while its service is healthy', 'api.example.com: latency']));
  });

  test.each(Object.entries({ behindCloudFront, failover, latency }))('have no text over another, or beyond the edge (%s)', (_, svg) => expectReadable(svg));
});

describe.each(Object.entries({ drawDeploymentOrder, drawNetworkPlan, drawPacketsWay, drawRooms, drawSecurityGroups }))('%s', (_, draw) => {
  test.each(Object.entries({ usual, small, ipv6 }))('has no text over another, or beyond the edge (%s)', (__, drawn) => expectReadable(draw(drawn)));
});

function expectReadable(svg: string): void {
  const [, width, height] = /viewBox="0 0 (\d+) ([\d.]+)"/.exec(svg)!.map(Number);
  const areas = areasOf(svg);

  areas.forEach(({ left, right, top, bottom }) => {
    expect(Math.min(left, top, width - right, height - bottom)).toBeGreaterThan(0);
  });
  areas.forEach((area, index) => {
    expect(areas.slice(index + 1).filter((other) => overlap(area, other)).map(({ content }) => [area.content, content])).toEqual([]);
  });
}

interface Area {
  readonly content: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where each text stands, at the width of DejaVu Sans, the widest of the fonts that a browser takes. */
function areasOf(svg: string): Area[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)</g)].map(([, attributes, content]) => {
    const attribute = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1];
    const [x, y, size] = ['x', 'y', 'font-size'].map((name) => Number(attribute(name)));
    const width = content.length * size * (attribute('font-weight') ? 0.66 : 0.6);
    const left = { start: x, middle: x - width / 2, end: x - width }[attribute('text-anchor') ?? 'start']!;
    return { content, left, right: left + width, top: y - size * 0.8, bottom: y + size * 0.25 };
  });
}

function overlap(one: Area, other: Area): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

describe('the dashboard', () => {
  const drawn = (alarms: boolean) => {
    const { ingress, app, stack } = new TestIngress();
    if (alarms) ingress.addAlarms({ cpuUtilizationPercent: 70 });
    ingress.addDashboard();
    return drawDashboard(app.synth().getStackByName(stack.stackName).template);
  };

  test('shows titles, metrics, the columns of tables and thresholds, and says that the data is made up', () => {
    expect(texts(drawn(true))).toEqual(expect.arrayContaining([
      expect.stringContaining('The data is made up'), 'Clients to the load balancer', 'New connections', 'TLS in zone 1', 'Refused names', 'verdict', 'refusals', 'Alarm 70', 'OverLimitCount',
    ]));
  });

  test('shows no threshold without alarms', () => {
    expect(texts(drawn(false)).filter((text) => text.startsWith('Alarm'))).toEqual([]);
  });

  test('is the same whenever it is drawn', () => {
    expect(drawn(true)).toBe(drawn(true));
  });

  test('cannot be drawn of a template without one', () => {
    expect(() => drawDashboard({ Resources: {} })).toThrow('the template must hold a dashboard to draw it');
  });
});
