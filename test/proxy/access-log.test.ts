import { Lazy, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AccessLog, LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { queriesFor } from '../../src/monitoring/saved-queries';
import { compulsoryProps, errorOf, TestIngress } from '../ingress';
import { ask } from '../monitoring/insights';

const SAMPLED = { accessLog: AccessLog.sampled(12.5) };
const FAILURES_ONLY = { accessLog: AccessLog.failuresOnly() };
/** Metrics of lines that are bounded, so that one may stand for many. */
const BOUNDED = { RefusedCount: '$.weight', OverLimitCount: '$.weight', UpstreamFailureCount: '$.weight' };
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

  test('a refusal and a failure of the proxy are bounded, an answer of a service is not', () => {
    expect(made.nginxConf.match(/map \$outcome \$bounded \{\n +forwarded "";\n +client-gone \$bounded_if_gone;\n +default 1;/g)).toHaveLength(2);
    expect(made.nginxConf.match(/map \$upstream_addr \$bounded_if_gone \{\n +"" 1;\n +default "";/g)).toHaveLength(2);
    expect(made.nginxConf.match(/access_log \/tmp\/bounded\.log bounded .* if=\$bounded;/g)).toHaveLength(2);
    expect(made.nginxConf.match(/access_log \/dev\/stdout forwarded .* if=\$logged;/g)).toHaveLength(2);
  });

  test('an answer of a service counts as one, and a refusal or a failure by its weight', () => {
    expect(filtersOf(made)).toEqual({ ...BOUNDED, ForwardedCount: '1', ServiceFailureCount: '1' });
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

  test('failures have a line whatever the lot says, which is bounded, and refusals do', () => {
    expect(made.nginxConf.match(/map \$outcome \$bounded \{\n +forwarded \$failed;\n +client-gone \$bounded_if_gone;\n +default 1;/g)).toHaveLength(2);
    expect(made.nginxConf.match(/map \$upstream_addr \$bounded_if_gone \{\n +"" 1;\n +default \$failed;/g)).toHaveLength(2);
    expect(made.nginxConf.match(/map \$status \$failed \{\n +"~\^5" 1;\n +default "";/g)).toHaveLength(2);
    expect(made.nginxConf.match(/map \$bounded \$logged \{\n +"" \$drawn;\n +default "";/g)).toHaveLength(2);
  });

  test('a line says for how many it stands, and all metrics count so many', () => {
    expect(made.nginxConf.match(/log_format forwarded .*,"weight":8\}';/g)).toHaveLength(2);
    expect(filtersOf(made)).toEqual({ ...BOUNDED, ForwardedCount: '$.weight', ServiceFailureCount: '$.weight' });
  });

  test('saved queries count by weight, and a line without one as one', () => {
    const lines = [
      { verdict: 'forwarded', client: 'a', bytes_in: 10, bytes_out: 1, weight: 8 },
      { verdict: 'forwarded', client: 'a', bytes_in: 1, bytes_out: 1, weight: 1 },
      { verdict: 'forwarded', client: 'a', bytes_in: 2, bytes_out: 0 },
      { verdict: 'refused-no-name', client: 'a', name: 'b', protocol: 'tls', weight: 900 },
    ].map((line) => JSON.stringify(line));

    expect(ask(queriesFor(true).TopClients.query.toString(), lines)).toEqual([{ client: 'a', connections: 910, received: 83, sent: 9 }]);
    expect(ask(queriesFor(true).RefusedNames.query.toString(), lines)).toEqual([{ name: 'b', verdict: 'refused-no-name', protocol: 'tls', refusals: 900, clients: 1 }]);
  });

  test.each([0, -1, 100.5, 0.001, 33.333, NaN])('%p percent is refused', (percent) => {
    expect(() => AccessLog.sampled(percent)).toThrow('\'percent\' must be a number from 0.01 to 100 in steps of 0.01');
  });

  test.each([[0.01, '0.01%', 10000], [0.29, '0.29%', 344.8276], [30, '30%', 3.3333]])('%p percent is %s, and a line stands for %p', (percent, share, weight) => {
    const { nginxConf } = new TestIngress({ accessLog: AccessLog.sampled(percent) });

    expect(nginxConf).toContain(`${share} 1;`);
    expect(nginxConf).toContain(`"weight":${weight}}`);
  });

  test('a token is refused', () => {
    expect(() => AccessLog.sampled(Lazy.number({ produce: () => 5 }))).toThrow('\'percent\' must be known at synth');
  });
});

describe('nothing that was forwarded has a line, unless it failed', () => {
  test('nginx draws no lot, and writes bounded lines only', () => {
    const { nginxConf } = new TestIngress(FAILURES_ONLY);

    expect(nginxConf).not.toMatch(/split_clients|weight|log_format forwarded|\/dev\/stdout/);
    expect(nginxConf.match(/map \$status \$failed \{\n +"~\^5" 1;/g)).toHaveLength(2);
  });

  test('what was forwarded cannot be counted, and the error says what can be', () => {
    expect(() => new TestIngress(FAILURES_ONLY).ingress.metricForwardedCount()).toThrow(/^'accessLog' must .* got AccessLog\.failuresOnly\(\): use AccessLog\.sampled\(1\)/);
  });

  test('alarms compare with the connections of the load balancer', () => {
    const made = alarmed(FAILURES_ONLY);
    const expressions = JSON.stringify(made.template.findResources('AWS::CloudWatch::Alarm'));

    expect(filtersOf(made)).toEqual({ ...BOUNDED, ServiceFailureCount: '$.weight' });
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
    const stack = new Stack();
    const logGroup = new logs.LogGroup(stack, 'Existing', INFREQUENT);
    const ingress = new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), logGroup });

    expect(() => ingress.metricRefusedCount()).toThrow('\'logGroupClass\' must be');
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
  test('no saved query uses a command that the class lacks', () => {
    for (const { query } of Object.values(queriesFor(true))) {
      expect(query.toString()).not.toMatch(/^\|? ?(pattern|diff|filterIndex|unmask)\b/m);
    }
  });

  test('is not given with an existing log group, which has its class', () => {
    const { stack } = new TestIngress();

    expect(errorOf({ ...INFREQUENT, logGroup: logs.LogGroup.fromLogGroupName(stack, 'Imported', 'name') })).toMatch(/^'logGroupClass' must not be given with 'logGroup'/);
  });
});
