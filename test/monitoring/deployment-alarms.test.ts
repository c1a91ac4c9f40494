import * as logs from 'aws-cdk-lib/aws-logs';
import { AccessLog, HttpMode } from '../../src';
import { errorOf, TestIngress } from '../ingress';

function alarmsOf(made: TestIngress): Record<string, any> {
  return Object.fromEntries(Object.entries(made.template.findResources('AWS::CloudWatch::Alarm'))
    .map(([id, { Properties }]) => [id.replace(/^IngressMonitoringDeploymentAlarms(.*)[0-9A-F]{8}$/, '$1'), Properties]));
}

const watchedBy = (made: TestIngress) => made.properties('AWS::ECS::Service').DeploymentConfiguration.Alarms;

describe('deploymentAlarms: {}', () => {
  const made = new TestIngress({ deploymentAlarms: {} });
  const found = alarmsOf(made);

  test.each([
    ['UpstreamFailures', 5, [3, 2]],
    ['Refusals', 50, [3, 2]],
    ['UnhealthyTlsTarget', 1, [5, undefined]],
    ['UnhealthyHttpTarget', 1, [5, undefined]],
  ])('%s goes off at %d in %j periods of a minute, and has no action', (id, threshold, [evaluated, toAlarm]) => {
    const { Metrics, Period, AlarmActions, ...alarm } = found[id];
    const periods = Metrics?.filter(({ MetricStat }: any) => MetricStat).map(({ MetricStat }: any) => MetricStat.Period) ?? [Period];

    expect(alarm).toMatchObject({ Threshold: threshold, EvaluationPeriods: evaluated, TreatMissingData: 'notBreaching' });
    expect([alarm.DatapointsToAlarm, AlarmActions]).toEqual([toAlarm, undefined]);
    expect(new Set(periods)).toEqual(new Set([60]));
    expect(alarm.AlarmDescription).toMatch(/^DEPLOYMENT: .+\. ECS takes a running rollout back\. What to do: https:/);
  });

  test('the service watches exactly these alarms, and a rollout goes back', () => {
    expect(watchedBy(made)).toEqual({
      Enable: true,
      Rollback: true,
      AlarmNames: Object.keys(made.template.findResources('AWS::CloudWatch::Alarm')).map((Ref) => ({ Ref })).sort(byOrder(made)),
    });
  });

  test('no alarm names the service, so there is no cycle, and CDK does not warn of one', () => {
    const [service] = Object.keys(made.template.findResources('AWS::ECS::Service'));

    expect(JSON.stringify(Object.values(made.template.findResources('AWS::CloudWatch::Alarm')))).not.toContain(service);
    expect(made.ingress.node.findAll().flatMap(({ node }) => node.metadata).filter(({ data }) => /circular/.test(String(data)))).toEqual([]);
  });
});

test('without deploymentAlarms there is no alarm, and the service watches none', () => {
  const made = new TestIngress();

  expect([alarmsOf(made), watchedBy(made)?.Enable ?? false]).toEqual([{}, false]);
});

test('thresholds are those that are given, and further alarms are watched by the names that they are given by', () => {
  const made = new TestIngress({
    http: HttpMode.off(),
    deploymentAlarms: { refusalPercent: 20, upstreamFailurePercent: 1, minEvents: 100, alarmNames: ['Checkout errors'] },
  });
  const { Refusals, UpstreamFailures, ...others } = alarmsOf(made);

  expect([Refusals.Threshold, UpstreamFailures.Threshold, Object.keys(others)]).toEqual([20, 1, ['UnhealthyTlsTarget']]);
  expect(Refusals.Metrics[0].Expression).toContain('>= 100,');
  expect(Refusals.AlarmDescription).toContain('20% of connections and requests or more were refused in two of three minutes');
  expect(watchedBy(made).AlarmNames.at(-1)).toBe('Checkout errors');
});

test.each([
  ['all lines', AccessLog.all(), 'refused + forwarded + failed', 'connections and requests'],
  ['a sample, which is too small in a minute', AccessLog.sampled(10), 'MAX([part, flows])', 'new connections'],
  ['failures only', AccessLog.failuresOnly(), 'MAX([part, flows])', 'new connections'],
])('with %s refusals are a share of what is counted exactly, and the description says of what', (_, accessLog, whole, said) => {
  const { Refusals, UpstreamFailures } = alarmsOf(new TestIngress({ accessLog, deploymentAlarms: {} }));

  expect(Refusals.Metrics[0].Expression).toContain(`/ (${whole})`);
  expect(Refusals.AlarmDescription).toContain(`50% of ${said} or more were refused in two of three minutes`);
  expect(UpstreamFailures.AlarmDescription.includes('5% of new connections or more did not reach')).toBe(said === 'new connections');
});

test('addAlarms() makes its alarms besides, after the service', () => {
  const made = new TestIngress({ deploymentAlarms: {} });
  const before = watchedBy(made);
  const again = new TestIngress({ deploymentAlarms: {} });
  again.ingress.addAlarms({ perZone: false });

  expect(watchedBy(again)).toEqual(before);
  again.template.resourceCountIs('AWS::CloudWatch::Alarm', 4 + 13);
});

test('a log without metric filters is refused', () => {
  expect(errorOf({ deploymentAlarms: {}, logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS }))
    .toMatch(/^'deploymentAlarms' must not be given with logs\.LogGroupClass\.INFREQUENT_ACCESS/);
});

/** In the order in which the service names them. */
function byOrder(made: TestIngress) {
  const order: string[] = watchedBy(made).AlarmNames.map(({ Ref }: any) => Ref);
  return (one: { Ref: string }, other: { Ref: string }) => order.indexOf(one.Ref) - order.indexOf(other.Ref);
}
