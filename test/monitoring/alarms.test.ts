import { App, CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccessLog, AddAlarmsOptions, AvailabilityZones, HttpMode, LatticeExternalIngress } from '../../src';
import { Alarms } from '../../src/monitoring/alarms';
import { zonesOf } from '../../src/monitoring/target-groups';
import { compulsoryProps, TestIngress } from '../ingress';

const ZONES = { availabilityZones: AvailabilityZones.named('us-east-1a', 'us-east-1b') };

function alarmsOf(options?: AddAlarmsOptions, props: ConstructorParameters<typeof TestIngress>[0] = ZONES) {
  const made = new TestIngress(props);
  const alarms = made.ingress.addAlarms(options);
  const found: Record<string, any> = Object.fromEntries(Object.entries(made.template.findResources('AWS::CloudWatch::Alarm'))
    .map(([id, { Properties }]) => [id.replace(/^IngressMonitoringAlarms(.*)[0-9A-F]{8}$/, '$1'), Properties]));
  return { ...made, template: made.template, alarms, found };
}

describe('by default', () => {
  const { alarms, found } = alarmsOf();

  test.each([
    ['NoHealthyTlsTargetInZone1', 'CRITICAL', 'LessThanThreshold', 1, [3, undefined], 60, 'breaching'],
    ['NoHealthyTlsTargetInZone2', 'CRITICAL', 'LessThanThreshold', 1, [3, undefined], 60, 'breaching'],
    ['NoHealthyHttpTargetInZone1', 'CRITICAL', 'LessThanThreshold', 1, [3, undefined], 60, 'breaching'],
    ['NoHealthyHttpTargetInZone2', 'CRITICAL', 'LessThanThreshold', 1, [3, undefined], 60, 'breaching'],
    ['UnhealthyTlsTarget', 'WARNING', 'GreaterThanOrEqualToThreshold', 1, [5, undefined], 60, 'notBreaching'],
    ['UnhealthyHttpTarget', 'WARNING', 'GreaterThanOrEqualToThreshold', 1, [5, undefined], 60, 'notBreaching'],
    ['RunningBelowDesired', 'WARNING', 'GreaterThanOrEqualToThreshold', 1, [5, undefined], 60, 'missing'],
    ['CpuUtilization', 'WARNING', 'GreaterThanOrEqualToThreshold', 85, [3, undefined], 300, 'missing'],
    ['MemoryUtilization', 'WARNING', 'GreaterThanOrEqualToThreshold', 85, [3, undefined], 300, 'missing'],
    ['PortAllocationErrors', 'CRITICAL', 'GreaterThanOrEqualToThreshold', 1, [1, undefined], 300, 'notBreaching'],
    ['Resets', 'WARNING', 'GreaterThanOrEqualToThreshold', 25, [3, undefined], 300, 'notBreaching'],
    ['Refusals', 'WARNING', 'GreaterThanOrEqualToThreshold', 50, [3, undefined], 300, 'notBreaching'],
    ['OverLimit', 'CRITICAL', 'GreaterThanOrEqualToThreshold', 10, [1, undefined], 300, 'notBreaching'],
    ['UpstreamFailures', 'CRITICAL', 'GreaterThanOrEqualToThreshold', 5, [3, 2], 300, 'notBreaching'],
    ['ServiceFailures', 'CRITICAL', 'GreaterThanOrEqualToThreshold', 5, [3, 2], 300, 'notBreaching'],
  ])('%s: %s, %s %d in %j periods of %d seconds, missing data %s', (id, severity, comparison, threshold, [evaluated, toAlarm], period, missing) => {
    const alarm = found[id];

    expect(alarm).toMatchObject({ ComparisonOperator: comparison, Threshold: threshold, EvaluationPeriods: evaluated, TreatMissingData: missing });
    expect(alarm.DatapointsToAlarm).toBe(toAlarm);
    const periods = alarm.Metrics?.filter(({ MetricStat }: any) => MetricStat).map(({ MetricStat }: any) => MetricStat.Period) ?? [alarm.Period];
    expect(new Set(periods)).toEqual(new Set([period]));
    expect(alarm.AlarmDescription).toMatch(new RegExp(`^${severity}: .+\\. What to do: https://`));
  });

  test('there is no other', () => {
    expect(Object.keys(found)).toHaveLength(15);
  });

  test('each is returned by what it watches and by its severity', () => {
    const { critical, warning, all, ...byName } = alarms;

    expect(new Set(Object.values(byName).flat())).toEqual(new Set(all));
    expect([critical.length, warning.length, all.length]).toEqual([8, 7, 15]);
    expect(critical).toEqual(expect.arrayContaining([...alarms.noHealthyTarget, alarms.upstreamFailures, alarms.portAllocationErrors]));
  });

  test('a zone is watched by its own metric', () => {
    expect(found.NoHealthyTlsTargetInZone2).toMatchObject({ MetricName: 'HealthyHostCount', Statistic: 'Maximum' });
    expect(found.NoHealthyTlsTargetInZone2.Dimensions).toContainEqual({ Name: 'AvailabilityZone', Value: 'us-east-1b' });
    expect(found.NoHealthyTlsTargetInZone2.AlarmDescription).toContain('no task in us-east-1b is healthy for the TLS listener');
  });

  test.each([
    ['RunningBelowDesired', 'desired - running'],
    ['Resets', 'IF((elb + target) >= 10, 100 * (elb + target) / (MAX([elb + target, flows])), 0)'],
    ['Refusals', 'IF((refused) >= 10, 100 * (refused) / (refused + forwarded + failed), 0)'],
    ['UpstreamFailures', 'IF((failed) >= 10, 100 * (failed) / (failed + forwarded), 0)'],
    ['ServiceFailures', 'IF((failed) >= 10, 100 * (failed) / (MAX([failed, forwarded])), 0)'],
  ])('%s is judged by %s', (id, expression) => {
    expect(found[id].Metrics[0].Expression).toBe(expression);
  });
});

describe('actions', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const ingress = new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...ZONES });
  const topic = (id: string) => new SnsAction(new sns.Topic(stack, id));
  ingress.addAlarms({ actions: [topic('All')], criticalActions: [topic('Call')], okActions: [topic('Over')] });
  const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
  const topics = (references: { Ref: string }[]) => references.map(({ Ref }) => Ref.replace(/[0-9A-F]{8}$/, ''));

  test('are done by every alarm, and the critical ones do more', () => {
    alarms.forEach(({ AlarmDescription, AlarmActions, OKActions }) => {
      expect(topics(AlarmActions)).toEqual(AlarmDescription.startsWith('CRITICAL') ? ['All', 'Call'] : ['All']);
      expect(topics(OKActions)).toEqual(['Over']);
    });
  });
});

describe('thresholds', () => {
  test('are what was asked for', () => {
    const { found } = alarmsOf({
      cpuUtilizationPercent: 90, memoryUtilizationPercent: 70, resetPercent: 30, refusalPercent: 20, upstreamFailurePercent: 0.5, minEvents: 3,
    });

    expect(['CpuUtilization', 'MemoryUtilization', 'Resets', 'Refusals', 'OverLimit', 'UpstreamFailures'].map((id) => found[id].Threshold))
      .toEqual([90, 70, 30, 20, 3, 0.5]);
    expect(found.UpstreamFailures.Metrics[0].Expression).toContain('>= 3,');
    expect(found.UpstreamFailures.AlarmDescription).toContain('0.5% of what was allowed');
  });

  test('may be tokens', () => {
    const { stack, ingress } = new TestIngress(ZONES);
    const parameter = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    ingress.addAlarms({ refusalPercent: parameter('Percent'), minEvents: parameter('Least') });
    const refusals = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))
      .find(({ Properties }) => JSON.stringify(Properties).includes('#refusals'))!.Properties;

    expect(refusals.Threshold).toEqual({ Ref: 'Percent' });
    expect(JSON.stringify(refusals.Metrics[0].Expression)).toContain('{"Ref":"Least"}');
    expect(JSON.stringify(refusals.AlarmDescription)).toContain('{"Ref":"Percent"},"% of connections');
  });

  test.each([
    [{ cpuUtilizationPercent: 0 }, '\'cpuUtilizationPercent\' must be a percentage above 0 and of at most 100, got 0'],
    [{ memoryUtilizationPercent: 101 }, '\'memoryUtilizationPercent\' must be a percentage above 0 and of at most 100, got 101'],
    [{ resetPercent: -1 }, '\'resetPercent\' must be a percentage above 0 and of at most 100, got -1'],
    [{ refusalPercent: 200 }, '\'refusalPercent\' must be a percentage above 0 and of at most 100, got 200'],
    [{ upstreamFailurePercent: NaN }, '\'upstreamFailurePercent\' must be a percentage above 0 and of at most 100, got NaN'],
    [{ minEvents: 0 }, '\'minEvents\' must be a whole number of at least 1, got 0'],
  ])('are refused where they make no sense: %j', (options, message) => {
    expect(() => new TestIngress(ZONES).ingress.addAlarms(options)).toThrow(message);
  });
});

describe('zones', () => {
  test('may be known at deploy time only', () => {
    const { found } = alarmsOf({}, {});

    expect(found.NoHealthyTlsTargetInZone3.Dimensions).toContainEqual({ Name: 'AvailabilityZone', Value: { 'Fn::Select': [2, { 'Fn::GetAZs': '' }] } });
    expect(JSON.stringify(found.NoHealthyTlsTargetInZone3.AlarmDescription)).toContain('no task in ');
  });

  test('are watched together where there are fewer tasks than zones', () => {
    const { found, alarms } = alarmsOf({ perZone: false });

    expect(alarms.noHealthyTarget).toHaveLength(2);
    expect(found.NoHealthyTlsTarget).toMatchObject({ MetricName: 'HealthyHostCount', Statistic: 'Maximum', Period: 60 });
    expect(found.NoHealthyTlsTarget.Dimensions.map(({ Name }: any) => Name)).toEqual(['LoadBalancer', 'TargetGroup']);
    expect(found.NoHealthyHttpTarget.Dimensions[1].Value['Fn::GetAtt'][0]).toMatch(/^IngressEdgeHttp/);
    expect(found.NoHealthyTlsTarget.AlarmDescription).toContain('no task is healthy for the TLS listener');
  });

  test('of imported subnets may be unknown', () => {
    const stack = new Stack();
    const subnet = (id: string, availabilityZone?: string) => ec2.Subnet.fromSubnetAttributes(stack, id, { subnetId: id, availabilityZone });

    expect(zonesOf([subnet('a', 'us-east-1a'), subnet('b', 'us-east-1b'), subnet('c', 'us-east-1a')])).toEqual(['us-east-1a', 'us-east-1b']);
    expect(zonesOf([subnet('d', 'us-east-1a'), subnet('e')])).toBeUndefined();
  });

  test('that are not known cannot be watched one by one', () => {
    const stack = new Stack();
    const parts = { metrics: {} as any, forwardsHttp: false, targetGroups: [{ name: 'Tls' as const, targetGroup: {} as any }] };

    expect(() => new Alarms(stack, 'Alarms', parts)).toThrow(
      '\'perZone\' must be false, because a subnet of the load balancer does not know its zone: import it with its \'availabilityZone\', or watch all zones together');
  });
});

test('without an HTTP listener nothing watches it', () => {
  expect(Object.keys(alarmsOf({}, { ...ZONES, http: HttpMode.off() }).found).filter((id) => id.includes('Http'))).toEqual([]);
});

test.each([
  [AccessLog.all(), 'what was forwarded'],
  [AccessLog.failuresOnly(), 'new connections'],
])('the alarm about failures of services says what they are a part of', (accessLog, whole) => {
  const { found } = alarmsOf({}, { ...ZONES, accessLog });

  expect(found.ServiceFailures.AlarmDescription).toContain(`5% of ${whole} or more was answered with 502 or 504`);
});

test('a second call is refused with what to do instead', () => {
  const { ingress } = new TestIngress(ZONES);
  ingress.addAlarms();

  expect(() => ingress.addAlarms()).toThrow(
    '\'addAlarms\' must be called once for an ingress: give every action and threshold to one call, or make further alarms of the metrics');
});

test('no alarm is made before the tasks have started, or each deployment would set them off', () => {
  const { template } = alarmsOf();

  Object.values(template.findResources('AWS::CloudWatch::Alarm')).forEach(({ DependsOn }) =>
    expect(DependsOn).toEqual([expect.stringContaining('ProxyService')]));
});

test('alarms and dashboards of two ingresses live in one stack, and add no finding to AwsSolutions', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  for (const id of ['First', 'Second']) {
    const ingress = new LatticeExternalIngress(stack, id, compulsoryProps(new Stack(app, `${id}Network`)));
    ingress.addAlarms();
    ingress.addDashboard();
  }
  const template = Template.fromStack(stack);
  const namespaces = Object.values(template.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => JSON.stringify(Properties.MetricTransformations[0]));
  const queries = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) => JSON.stringify(Properties.Name));

  expect(new Set(namespaces).size).toBe(12);
  expect(new Set(queries).size).toBe(12);
  expect(JSON.stringify(template.toJSON())).not.toMatch(/"(AlarmName|DashboardName|FilterName)":/);
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});

test('a metric is used by an alarm of another stack', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const ingress = new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack));
  const other = new Stack(app, 'Other');
  new cloudwatch.Alarm(other, 'Alarm', { metric: ingress.metricRefusedCount(), threshold: 1, evaluationPeriods: 1 });

  Template.fromStack(other).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: { 'Fn::Join': ['', ['LatticeExternalIngress/', { 'Fn::ImportValue': Match.stringLikeRegexp('LoadBalancerFullName') }]] },
  });
});

test.each([HttpMode.off(), HttpMode.redirectToHttps()])('answers of services are not watched where no HTTP is forwarded', (http) => {
  const { alarms, found } = alarmsOf({}, { ...ZONES, http });

  expect(alarms.serviceFailures).toEqual([]);
  expect(found).not.toHaveProperty('ServiceFailures');
});

test.each([
  ['cpuUtilizationPercent', (percent: number) => alarmsOf({ cpuUtilizationPercent: percent })],
  ['targetCpuUtilizationPercent', (percent: number) => alarmsOf(undefined, { ...ZONES, targetCpuUtilizationPercent: percent })],
])('a %s that is a token is not compared with the other one', (_, make) => {
  const { stack } = make(Token.asNumber({ Ref: 'Percent' }));

  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('lowCpuAlarm'));
});
