import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LatticeExternalIngress } from '../../src';
import { TestIngress } from '../ingress';

const LOAD_BALANCER = { LoadBalancer: { 'Fn::GetAtt': [expect.stringContaining('LoadBalancer'), 'LoadBalancerFullName'] } };
const TARGET_GROUP = { ...LOAD_BALANCER, TargetGroup: { 'Fn::GetAtt': [expect.stringContaining('TlsTargetGroup'), 'TargetGroupFullName'] } };
const SERVICE = { ClusterName: { Ref: expect.stringContaining('ProxyCluster') }, ServiceName: { 'Fn::GetAtt': [expect.stringContaining('ProxyService'), 'Name'] } };

type Metric = (ingress: LatticeExternalIngress, options?: cloudwatch.MetricOptions) => cloudwatch.Metric;

const METRICS: [namespace: string, name: string, statistic: string, dimensions: object, metric: Metric][] = [
  ['AWS/NetworkELB', 'ActiveFlowCount', 'Average', LOAD_BALANCER, (ingress, options) => ingress.metricActiveFlowCount(options)],
  ['AWS/NetworkELB', 'NewFlowCount', 'Sum', LOAD_BALANCER, (ingress, options) => ingress.metricNewFlowCount(options)],
  ['AWS/NetworkELB', 'ProcessedBytes', 'Sum', LOAD_BALANCER, (ingress, options) => ingress.metricProcessedBytes(options)],
  ['AWS/NetworkELB', 'SecurityGroupBlockedFlowCount_Inbound_TCP', 'Sum', LOAD_BALANCER, (ingress, options) => ingress.metricSecurityGroupBlockedFlowCount(options)],
  ['AWS/NetworkELB', 'TCP_Client_Reset_Count', 'Sum', LOAD_BALANCER, (ingress, options) => ingress.metricTcpClientResetCount(options)],
  ['AWS/NetworkELB', 'TCP_ELB_Reset_Count', 'Sum', LOAD_BALANCER, (ingress, options) => ingress.metricTcpElbResetCount(options)],
  ['AWS/NetworkELB', 'TCP_Target_Reset_Count', 'Sum', LOAD_BALANCER, (ingress, options) => ingress.metricTcpTargetResetCount(options)],
  ['AWS/NetworkELB', 'PortAllocationErrorCount', 'Sum', LOAD_BALANCER, (ingress, options) => ingress.metricPortAllocationErrorCount(options)],
  ['AWS/NetworkELB', 'HealthyHostCount', 'Minimum', TARGET_GROUP, (ingress, options) => ingress.metricHealthyHostCount(options)],
  ['AWS/NetworkELB', 'UnHealthyHostCount', 'Maximum', TARGET_GROUP, (ingress, options) => ingress.metricUnHealthyHostCount(options)],
  ['AWS/ECS', 'CPUUtilization', 'Average', SERVICE, (ingress, options) => ingress.metricCpuUtilization(options)],
  ['AWS/ECS', 'MemoryUtilization', 'Average', SERVICE, (ingress, options) => ingress.metricMemoryUtilization(options)],
  ['ECS/ContainerInsights', 'DesiredTaskCount', 'Average', SERVICE, (ingress, options) => ingress.metricDesiredTaskCount(options)],
  ['ECS/ContainerInsights', 'RunningTaskCount', 'Average', SERVICE, (ingress, options) => ingress.metricRunningTaskCount(options)],
];

const LOG_METRICS: [name: string, metric: Metric][] = [
  ['ForwardedCount', (ingress, options) => ingress.metricForwardedCount(options)],
  ['RefusedCount', (ingress, options) => ingress.metricRefusedCount(options)],
  ['RefusedClientCount', (ingress, options) => ingress.metricRefusedClientCount(options)],
  ['OverLimitCount', (ingress, options) => ingress.metricOverLimitCount(options)],
  ['UpstreamFailureCount', (ingress, options) => ingress.metricUpstreamFailureCount(options)],
  ['ServiceFailureCount', (ingress, options) => ingress.metricServiceFailureCount(options)],
  ['UnreadableCount', (ingress, options) => ingress.metricUnreadableCount(options)],
];

const made = new TestIngress();

test.each(METRICS)('%s %s: the %s of 5 minutes', (namespace, metricName, statistic, dimensions, metric) => {
  const found = metric(made.ingress);

  expect(found).toMatchObject({ namespace, metricName, statistic, period: Duration.minutes(5) });
  expect(made.stack.resolve(found.dimensions)).toEqual(dimensions);
});

test.each([...METRICS.map(([, name, , , metric]): [string, Metric] => [name, metric]), ...LOG_METRICS])('%s heeds options', (_name, metric) => {
  expect(metric(made.ingress, { statistic: 'SampleCount', period: Duration.minutes(1), label: 'mine' }))
    .toMatchObject({ statistic: 'SampleCount', period: Duration.minutes(1), label: 'mine' });
});

describe('options of another type are refused by their names, as plain JavaScript may give them:', () => {
  const followed: [string, Metric] = ['FollowedNameCount', (ingress, options) => ingress.metricFollowedNameCount(options)];

  test.each([...METRICS.map(([, name, , , metric]): [string, Metric] => [name, metric]), ...LOG_METRICS, followed])('%s', (_name, metric) => {
    const said = (options: unknown) => () => metric(made.ingress, options as cloudwatch.MetricOptions);

    expect(said({ period: 60 })).toThrow('\'period\' must be a Duration, such as Duration.seconds(60), got 60');
    expect(said({ dimensionsMap: 'host' })).toThrow('\'dimensionsMap\' must be values by the names of dimensions, got \'host\'');
    expect(said(60)).toThrow('\'options\' must be { period, statistic, ');
    expect(said(null)).toThrow('\'options\' must be { period, statistic, ');
    expect(said({ perod: Duration.minutes(1) })).toThrow('\'perod\' must be spelt \'period\', or else it has no effect');
  });

  test('the dashboard', () => {
    expect(() => made.ingress.addDashboard({ defaultInterval: 3600 as never })).toThrow('\'defaultInterval\' must be a Duration, such as Duration.seconds(60), got 3600');
    expect(() => made.ingress.addDashboard(null as never)).toThrow('\'options\' must be { dashboardName, defaultInterval, ');
  });
});

test.each([
  ['healthy', (targetGroup: NetworkTargetGroup) => made.ingress.metricHealthyHostCount({ targetGroup })],
  ['unhealthy', (targetGroup: NetworkTargetGroup) => made.ingress.metricUnHealthyHostCount({ targetGroup })],
])('%s tasks are counted behind the HTTP listener where that is asked for', (_state, metric) => {
  expect(made.stack.resolve(metric(made.ingress.httpTargetGroup!).dimensions))
    .toEqual({ ...LOAD_BALANCER, TargetGroup: { 'Fn::GetAtt': [expect.stringContaining('HttpTargetGroup'), 'TargetGroupFullName'] } });
});

describe('metrics of the access log', () => {
  /** Each answer of a service has a line of its own; of refusals and failures a line may stand for many. */
  const valueOf = (metricName: string) => (['ForwardedCount', 'ServiceFailureCount'].includes(metricName) ? '1' : '$.weight');

  test('cost nothing until somebody asks for one', () => {
    new TestIngress().template.resourceCountIs('AWS::Logs::MetricFilter', 0);
  });

  test.each(LOG_METRICS)('%s comes from one filter, however often it is asked for, and is 0 while something else is logged', (metricName, metric) => {
    const asked = new TestIngress();
    const [found] = [metric(asked.ingress), metric(asked.ingress, { label: 'again' })];

    expect(found).toMatchObject({ metricName, statistic: 'Sum' });
    expect(found.dimensions).toBeUndefined();
    const filters = Object.values(asked.template.findResources('AWS::Logs::MetricFilter'));
    expect(filters.map(({ Properties }) => Properties.MetricTransformations)).toEqual([[
      { MetricName: metricName, MetricNamespace: asked.stack.resolve(found.namespace), MetricValue: valueOf(metricName), DefaultValue: 0, Unit: 'Count' },
    ]]);
  });

  test('are named after the load balancer, which no other ingress has', () => {
    expect(made.stack.resolve(made.ingress.metricRefusedCount().namespace)).toEqual({
      'Fn::Join': ['', ['LatticeExternalIngress/', LOAD_BALANCER.LoadBalancer]],
    });
  });
});
