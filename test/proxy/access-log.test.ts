import { Lazy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AccessLog, LatticeExternalIngressProps } from '../../src';
import { queriesFor } from '../../src/monitoring/saved-queries';
import { errorOf, TestIngress } from '../ingress';
import { ask } from '../monitoring/insights';

const SAMPLED = { accessLog: AccessLog.sampled(12.5) };
const FAILURES_ONLY = { accessLog: AccessLog.failuresOnly() };
const INFREQUENT = { logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS };

const filtersOf = ({ template }: TestIngress) => Object.fromEntries(Object.values(template.findResources('AWS::Logs::MetricFilter'))
  .map(({ Properties: { MetricTransformations: [{ MetricName, MetricValue }] } }) => [MetricName, MetricValue]));
const alarmed = (props: Partial<LatticeExternalIngressProps>) => {
  const made = new TestIngress(props);
  made.ingress.addAlarms();
  return made;
};

describe('everything that was forwarded has a line', () => {
  const made = alarmed({});

  test('without a lot, and without a weight', () => {
    expect(new TestIngress({ accessLog: AccessLog.all() }).nginxConf).toBe(made.nginxConf);
    expect(made.nginxConf).not.toMatch(/split_clients|weight/);
  });

  test('each line counts as one', () => {
    expect(filtersOf(made)).toEqual({ ForwardedCount: '1', RefusedCount: '1', OverLimitCount: '1', UpstreamFailureCount: '1', ServiceFailureCount: '1' });
  });
});

describe('a share of what was forwarded has a line', () => {
  const made = alarmed(SAMPLED);

  test('nginx draws the lot on both sides, by nothing that a client chooses', () => {
    expect(made.nginxConf.match(/split_clients .*\{\n +12\.5% 1;\n +\* "";/g)).toEqual([
      expect.stringContaining('split_clients "$msec $connection" $drawn'),
      expect.stringContaining('split_clients "$msec $connection $connection_requests" $drawn'),
    ]);
  });

  test('failures always have a line, and refusals do', () => {
    expect(made.nginxConf.match(/map \$status \$logged_status \{\n +default \$drawn;\n +"~\^5" 1;/g)).toHaveLength(2);
    expect(made.nginxConf.match(/access_log \/dev\/stdout not_forwarded .* if=\$not_forwarded;/g)).toHaveLength(2);
    expect(made.nginxConf.match(/access_log \/dev\/stdout forwarded .* if=\$logged;/g)).toHaveLength(2);
  });

  test('a line says for how many it stands, and the metric of what was forwarded counts so many', () => {
    expect(made.nginxConf.match(/map \$status \$weight \{\n +default 8;\n +"~\^5" 1;/g)).toHaveLength(2);
    expect(made.nginxConf.match(/log_format forwarded .*,"weight":\$weight\}';/g)).toHaveLength(2);
    expect(filtersOf(made)).toEqual({ ForwardedCount: '$.weight', RefusedCount: '1', OverLimitCount: '1', UpstreamFailureCount: '1', ServiceFailureCount: '1' });
  });

  test('saved queries count by weight, and a line without one as one', () => {
    const lines = [
      { verdict: 'forwarded', client: 'a', bytes_in: 10, bytes_out: 1, weight: 8 },
      { verdict: 'forwarded', client: 'a', bytes_in: 1, bytes_out: 1, weight: 1 },
      { verdict: 'refused-no-name', client: 'a', bytes_in: 2, bytes_out: 0 },
    ].map((line) => JSON.stringify(line));

    expect(ask(queriesFor(12.5, true).TopClients.query.toString(), lines)).toEqual([{ client: 'a', connections: 10, received: 83, sent: 9 }]);
  });

  test.each([0, -1, 100.5, 0.001, 33.333, NaN])('%p percent is refused', (percent) => {
    expect(() => AccessLog.sampled(percent)).toThrow('\'percent\' must be a number from 0.01 to 100 in steps of 0.01');
  });

  test.each([[0.01, '0.01%', 10000], [0.29, '0.29%', 344.8276], [30, '30%', 3.3333]])('%p percent is %s, and a line stands for %p', (percent, share, weight) => {
    const { nginxConf } = new TestIngress({ accessLog: AccessLog.sampled(percent) });

    expect(nginxConf).toContain(`${share} 1;`);
    expect(nginxConf).toContain(`default ${weight};`);
  });

  test('a token is refused', () => {
    expect(() => AccessLog.sampled(Lazy.number({ produce: () => 5 }))).toThrow('\'percent\' must be known at synth');
  });
});

describe('nothing that was forwarded has a line, unless it failed', () => {
  test('nginx draws no lot', () => {
    const { nginxConf } = new TestIngress(FAILURES_ONLY);

    expect(nginxConf).not.toMatch(/split_clients|weight/);
    expect(nginxConf.match(/map \$status \$logged_status \{\n +default "";\n +"~\^5" 1;/g)).toHaveLength(2);
  });

  test('what was forwarded cannot be counted, and the error says what can be', () => {
    expect(() => new TestIngress(FAILURES_ONLY).ingress.metricForwardedCount()).toThrow(/^'accessLog' must .* got AccessLog\.failuresOnly\(\): use AccessLog\.sampled\(1\)/);
  });

  test('alarms compare with the connections of the load balancer', () => {
    const made = alarmed(FAILURES_ONLY);
    const expressions = JSON.stringify(made.template.findResources('AWS::CloudWatch::Alarm'));

    expect(filtersOf(made)).toEqual({ RefusedCount: '1', OverLimitCount: '1', UpstreamFailureCount: '1', ServiceFailureCount: '1' });
    expect(expressions.match(/MAX\(\[part, flows\]\)/g)).toHaveLength(3);
  });

  test('the dashboard says what it lacks', () => {
    const made = new TestIngress(FAILURES_ONLY);
    made.ingress.addDashboard();
    const board = JSON.stringify(made.template.findResources('AWS::CloudWatch::Dashboard'));

    expect(board).toContain('Decisions, without what was forwarded');
    expect(board).not.toContain('ForwardedCount');
  });
});

describe('a log group of the infrequent-access class', () => {
  test('is made so, and is standard otherwise', () => {
    const classesOf = ({ template }: TestIngress) => Object.entries(template.findResources('AWS::Logs::LogGroup'))
      .filter(([, { Properties }]) => Properties.LogGroupClass).map(([id, { Properties }]) => [id, Properties.LogGroupClass]);

    expect(classesOf(new TestIngress(INFREQUENT))).toEqual([[expect.stringContaining('ProxyLogGroup'), 'INFREQUENT_ACCESS']]);
    expect(classesOf(new TestIngress())).toEqual([]);
  });

  test.each<[string, (made: TestIngress) => void]>([
    ['alarms', ({ ingress }) => ingress.addAlarms()],
    ['the count of refusals', ({ ingress }) => ingress.metricRefusedCount()],
    ['the count of what was forwarded', ({ ingress }) => ingress.metricForwardedCount()],
  ])('%s are refused, because the class has no metric filters', (_, use) => {
    expect(() => use(new TestIngress(INFREQUENT))).toThrow(/^'logGroupClass' must be logs\.LogGroupClass\.STANDARD for alarms and metrics .* got INFREQUENT_ACCESS/);
  });

  test('of the same app is noticed where it is given as an existing one', () => {
    const made = new TestIngress();
    const logGroup = new logs.LogGroup(made.stack, 'Existing', INFREQUENT);

    expect(() => new TestIngress({ logGroup }).ingress.metricRefusedCount()).toThrow('\'logGroupClass\' must be');
  });

  test('the dashboard says what it lacks, and its tables remain', () => {
    const made = new TestIngress(INFREQUENT);
    made.ingress.addDashboard();
    const board = JSON.stringify(made.template.findResources('AWS::CloudWatch::Dashboard'));

    expect(board).toContain('Decisions are not counted');
    expect(board).toContain('Refused names');
    expect(filtersOf(made)).toEqual({});
  });

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData_Classes.html */
  test.each([100, 10, 0])('no saved query uses a command that the class lacks (%p percent logged)', (percent) => {
    for (const { query } of Object.values(queriesFor(percent, true))) {
      expect(query.toString()).not.toMatch(/^\|? ?(pattern|diff|filterIndex|unmask)\b/m);
    }
  });

  test('is not given with an existing log group, which has its class', () => {
    const { stack } = new TestIngress();

    expect(errorOf({ ...INFREQUENT, logGroup: logs.LogGroup.fromLogGroupName(stack, 'Imported', 'name') })).toMatch(/^'logGroupClass' must not be given with 'logGroup'/);
  });
});
