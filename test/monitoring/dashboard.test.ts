import { Duration, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddAlarmsOptions, AvailabilityZones, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from '../../src';
import { compulsoryProps, TestIngress } from '../ingress';

const PROPS = { availabilityZones: AvailabilityZones.named('us-east-1a', 'us-east-1b') };

/** The widgets, with what is known at deploy time left out. */
function widgetsOf(add: (ingress: LatticeExternalIngress) => void, props: ConstructorParameters<typeof TestIngress>[0] = PROPS): any[] {
  const { ingress, stack } = new TestIngress(props);
  add(ingress);
  return widgetsIn(stack);
}

function widgetsIn(stack: Stack): any[] {
  const [dashboard] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  const body = dashboard.Properties.DashboardBody['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'token')).join('');
  return JSON.parse(body).widgets;
}

const titles = (widgets: any[]) => widgets.map(({ properties: { markdown, title } }) => markdown ?? title);

test('reads from the client to VPC Lattice', () => {
  expect(titles(widgetsOf((ingress) => ingress.addDashboard()))).toEqual([
    '## Clients to the load balancer',
    'New connections', 'Open connections', 'Bytes', 'Turned away by security groups',
    '## The load balancer to tasks',
    'Healthy tasks', 'Unhealthy tasks', 'Resets', 'Port allocation errors',
    '## Tasks',
    'Tasks', 'CPU, %', 'Memory, %',
    '## What the proxy decides, for each TLS connection and HTTP request',
    'Decisions', 'Refused names',
    '## Tasks to VPC Lattice',
    'Upstream errors', 'Slow connects',
  ]);
});

test('shows who was refused a name that others may ask for, where there is such a name', () => {
  const widgets = widgetsOf((ingress) => ingress.addDashboard(), {
    ...PROPS, restrictedDomains: [{ domainName: 'a.example.com', clients: [ec2.Peer.ipv4('203.0.113.0/25')] }],
  });
  const labels = (shown: any[]) => shown.find(({ properties }) => properties.title === 'Decisions').properties.metrics.map((metric: any[]) => metric[metric.length - 1].label);

  expect(titles(widgets)).toContain('Refused clients');
  expect(labels(widgets)).toContain('Refused to the client');
  expect(labels(widgetsOf((ingress) => ingress.addDashboard()))).not.toContain('Refused to the client');
});

describe('where a service network is followed', () => {
  const lattice = LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(new Stack(), 'Network', 'sn-0123456789abcdef0'), { followServices: {} });
  const row = (add: (ingress: LatticeExternalIngress) => void) => {
    const widgets = widgetsOf(add, { ...PROPS, lattice, allowedDomains: ['*.example.com'] });
    return widgets.slice(titles(widgets).indexOf('## Followed service networks') + 1).slice(0, 2);
  };

  test('shows how many names have records, and how many runs succeeded', () => {
    const shown = row((ingress) => ingress.addDashboard());

    expect(titles(shown)).toEqual(['Names with records', 'Runs that succeeded']);
    expect(shown.map(({ properties: { metrics: [[, name, ...rest]] } }) => [name, rest.at(-1).stat, rest.at(-1).label]))
      .toEqual([['FollowedNameCount', 'Maximum', 'Names'], ['FollowedNameCount', 'SampleCount', 'Runs']]);
    expect(shown.filter(({ properties }) => properties.annotations)).toEqual([]);
  });

  test('shows where the alarm on runs goes off', () => {
    const [, runs] = row((ingress) => {
      ingress.addAlarms();
      ingress.addDashboard();
    });
    expect(runs.properties.annotations.horizontal).toEqual([expect.objectContaining({ value: 1, fill: 'below' })]);
  });
});

test('fills its rows, each below the one before', () => {
  const rows = new Map<number, number>();
  widgetsOf((ingress) => ingress.addDashboard()).forEach(({ y, width }) => rows.set(y, (rows.get(y) ?? 0) + width));

  expect([...rows.keys()]).toEqual([0, 1, 7, 8, 14, 15, 21, 22, 28, 29]);
  expect([...rows.values()].every((width) => width === 24)).toBe(true);
});

test('shows the state of alarms first, where there are some', () => {
  const [title, states] = widgetsOf((ingress) => {
    ingress.addAlarms();
    ingress.addDashboard();
  });

  expect(title.properties.markdown).toBe('## Alarms');
  expect(states.type).toBe('alarm');
  expect(states.properties.alarms).toHaveLength(15);
});

describe('with alarms', () => {
  const widgets = (props: object = {}, options: AddAlarmsOptions = {}) => widgetsOf((ingress) => {
    ingress.addAlarms(options);
    ingress.addDashboard();
  }, { ...PROPS, ...props });
  const thresholds = (shown: any[]) => shown.flatMap(({ properties: { title, annotations } }) =>
    (annotations?.horizontal ?? []).map(({ value, fill }: any) => [title, value, fill]));

  test('shows where each goes off, on the graph of what it watches', () => {
    expect(thresholds(widgets())).toEqual([
      ['Healthy tasks', 1, 'below'], ['Unhealthy tasks', 1, 'above'], ['Port allocation errors', 1, 'above'], ['CPU, %', 85, 'above'], ['Memory, %', 85, 'above'],
      ['Missing tasks', 1, 'above'], ['Resets, %', 25, 'above'], ['Refused, %', 50, 'above'], ['Over the limit', 10, 'above'], ['Failed upstream, %', 5, 'above'], ['Failed by services, %', 5, 'above'],
    ]);
    expect(thresholds(widgets({}, { cpuUtilizationPercent: 70, upstreamFailurePercent: 2 }))).toEqual(expect.arrayContaining([['CPU, %', 70, 'above'], ['Failed upstream, %', 2, 'above']]));
  });

  test.each([{}, { http: HttpMode.off() }, { http: HttpMode.redirectToHttps() }])('fills its last row, %j', (props) => {
    const shown = widgets(props);
    const last = shown.filter(({ y }) => y === shown[shown.length - 1].y);

    expect(last.length).toBe(titles(last).includes('Failed by services, %') ? 6 : 5);
    expect(last.reduce((sum, { width }) => sum + width, 0)).toBe(24);
  });

  test('has a threshold for each alarm', () => {
    const { ingress } = new TestIngress(PROPS);
    const { noHealthyTarget, unhealthyTarget, all } = ingress.addAlarms();
    const onOneGraph = noHealthyTarget.length - 1 + unhealthyTarget.length - 1;

    expect(thresholds(widgets())).toHaveLength(all.length - onOneGraph);
  });
});

test('shows no thresholds where there are no alarms', () => {
  expect(widgetsOf((ingress) => ingress.addDashboard()).filter(({ properties }) => properties.annotations)).toEqual([]);
});

test('shows each zone of each listener', () => {
  const metrics = (props: object) => widgetsOf((ingress) => ingress.addDashboard(), { ...PROPS, ...props })
    .find(({ properties }) => properties.title === 'Healthy tasks').properties.metrics;

  expect(metrics({}).map((metric: any[]) => metric[metric.length - 1].label))
    .toEqual(['TLS in us-east-1a', 'TLS in us-east-1b', 'HTTP in us-east-1a', 'HTTP in us-east-1b']);
  expect(metrics({ http: HttpMode.off() }).map((metric: any[]) => metric[metric.length - 1].label)).toEqual(['TLS in us-east-1a', 'TLS in us-east-1b']);
});

test('shows all zones of a listener together where an imported subnet does not know its zone', () => {
  const stack = new Stack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1', availabilityZones: Fn.split(',', Fn.importValue('Zones')), publicSubnetIds: ['subnet-1'], privateSubnetIds: ['subnet-2'],
  });
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, trustedProxies: ['10.0.0.0/24'] }).addDashboard();
  const { metrics } = widgetsIn(stack).find(({ properties }) => properties.title === 'Healthy tasks').properties;

  expect(metrics.map((metric: any[]) => metric.at(-1).label)).toEqual(['TLS', 'HTTP']);
});

test('asks the log group with the saved queries', () => {
  const table = widgetsOf((ingress) => ingress.addDashboard()).find(({ properties }) => properties.title === 'Refused names');

  expect(table.properties.query).toMatch(/^SOURCE 'token' \| filter verdict like \/\^refused-\/\n\| stats sum\(coalesce\(weight, 1\)\) as refusals/);
});

test('draws something in each graph, and names each line', () => {
  const graphs = widgetsOf((ingress) => ingress.addDashboard()).filter(({ type, properties }) => type === 'metric' && properties.view === 'timeSeries').map(({ properties }) => properties);
  const isNamed = (metric: any[]) => metric.at(-1).label !== '' && (metric.at(-1).label || metric.at(-1).visible === false);

  expect(graphs.length).toBeGreaterThan(10);
  expect(graphs.filter(({ metrics = [] }) => metrics.length === 0 || !metrics.every(isNamed)).map(({ title }) => title)).toEqual([]);
});

test.each<[option: string, value: unknown, expected: string]>([
  ['dashboardName', 1, 'a text'],
  ['defaultInterval', 60, 'a Duration, such as Duration.seconds(60)'],
  ['start', 1, 'a text'],
  ['end', 1, 'a text'],
  ['periodOverride', 'NEVER', 'one of cloudwatch.PeriodOverride.AUTO, cloudwatch.PeriodOverride.INHERIT'],
  ['widgets', [['text']], 'a widget, such as a cloudwatch.GraphWidget'],
  ['variables', ['text'], 'a cloudwatch.DashboardVariable'],
])('refuses %s of another type by its name', (option, value, expected) => {
  const { ingress } = new TestIngress(PROPS);

  expect(() => ingress.addDashboard({ [option]: value } as never)).toThrow(new RegExp(`^'${option}(?:\\[0\\])*' must be ${expected.replace(/[()]/g, '\\$&')}, got `));
});

test('takes props, and more widgets afterwards', () => {
  const { ingress, stack } = new TestIngress(PROPS);
  const dashboard = ingress.addDashboard({ dashboardName: 'ingress', defaultInterval: Duration.hours(3) });
  dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'mine' }));
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));

  expect(Properties.DashboardName).toBe('ingress');
  expect(JSON.stringify(Properties.DashboardBody)).toContain('-PT3H');
  expect(JSON.stringify(Properties.DashboardBody)).toContain('mine');
});

test('a second one is refused with what to do instead', () => {
  const { ingress } = new TestIngress(PROPS);
  ingress.addDashboard();

  expect(() => ingress.addDashboard())
    .toThrow('\'addDashboard\' must be called once for an ingress: add your widgets to the dashboard that the first call returned');
});
