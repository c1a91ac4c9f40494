import { App, CfnCondition, Fn, Stack, Stage } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { LatticeExternalIngress, LatticeExternalIngressProps, RecordRouting } from '../../src';
import { compulsoryProps, service } from '../ingress';

const zoneIn = (stack: Stack) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
const stackIn = (scope: App | Stage, id: string, region = 'us-east-1', account = '111122223333') => new Stack(scope, id, { env: { account, region } });

/** An ingress for one name, in a zone. */
function ingressIn(stack: Stack, recordRouting?: RecordRouting, props: Partial<LatticeExternalIngressProps> = {}): LatticeExternalIngress {
  return new LatticeExternalIngress(stack, 'Ingress', {
    ...compulsoryProps(stack), services: [service('api.example.com')], publicZone: props.publicZone ?? zoneIn(stack), recordRouting, ...props,
  });
}

/** What synthesis says of two ingresses in stacks of one app. */
function faultsOf(first: RecordRouting | undefined, second: RecordRouting | undefined): string[] {
  const app = new App();
  ingressIn(stackIn(app, 'First'), first);
  ingressIn(stackIn(app, 'Second'), second);
  return validationsOf(app);
}

const validationsOf = (app: App) => app.node.findAll().flatMap(({ node }) => node.validate());

/** The fault of the first record, whose id in the other ingress follows from its name. */
const fault = (what: string, stack: string) => expect.stringMatching(
  `^'recordRouting' must tell the records of 'api\\.example\\.com\\.' apart, got ${what}${what.startsWith('another') ? ' than' : ', as'} '${stack}/Ingress/Edge/A-[\\w.]+': Route 53 refuses the second record; ` +
    'use the same routing policy for all of them, each with another set identifier, and with another Region or failover type$');

describe('two ingresses with a name in one zone', () => {
  test.each([
    ['no routing policy', undefined, undefined],
    ['no routing policy', RecordRouting.simple(), RecordRouting.simple()],
    ['the set identifier \'blue\'', RecordRouting.weighted('blue', 1), RecordRouting.weighted('blue', 2)],
    ['the Region eu-west-1', RecordRouting.latency('blue', 'eu-west-1'), RecordRouting.latency('green', 'eu-west-1')],
    ['the failover type PRIMARY', RecordRouting.primary('blue'), RecordRouting.primary('green')],
    ['the failover type SECONDARY', RecordRouting.secondary('blue'), RecordRouting.secondary('green')],
    ['another routing policy', RecordRouting.weighted('blue', 1), RecordRouting.primary('green')],
    ['another routing policy', RecordRouting.latency('blue', 'eu-west-1'), RecordRouting.primary('green')],
  ])('synthesis fails at each of them for %s (%#)', (what, first, second) => {
    expect(faultsOf(first, second)).toEqual([fault(what, 'Second'), fault(what, 'First')]);
  });

  test.each([
    ['weights', RecordRouting.weighted('blue', 1), RecordRouting.weighted('green', 1)],
    ['Regions', RecordRouting.latency('blue', 'us-east-1'), RecordRouting.latency('green', 'eu-west-1')],
    ['failover types', RecordRouting.primary('blue'), RecordRouting.secondary('green')],
  ])('are told apart by %s', (_, first, second) => {
    expect(faultsOf(first, second)).toEqual([]);
  });

  test.each<[string, (app: App) => void]>([
    ['in another account', (app) => ingressIn(stackIn(app, 'Second', 'us-east-1', '444455556666'))],
    ['in a stack that does not name its account', (app) => ingressIn(new Stack(app, 'Second'))],
    ['in another stage', (app) => ingressIn(stackIn(new Stage(app, 'Stage'), 'Second'))],
    ['under another name', (app) => ingressIn(stackIn(app, 'Second'), undefined, { services: [service('www.example.com')] })],
    ['in another zone of the name', (app) => {
      const stack = stackIn(app, 'Second');
      ingressIn(stack, undefined, { publicZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Other', { hostedZoneId: 'Z2', zoneName: 'example.com' }) });
    }],
  ])('may be alike %s', (_, makeSecond) => {
    const app = new App();
    ingressIn(stackIn(app, 'First'));
    makeSecond(app);

    expect(validationsOf(app)).toEqual([]);
  });

  test('may be alike in two stacks that do not name their accounts', () => {
    const app = new App();
    ['First', 'Second'].forEach((id) => ingressIn(new Stack(app, id)));

    expect(validationsOf(app)).toEqual([]);
  });
});

describe('a record of the user with the name of an ingress', () => {
  const withRecord = (change: (record: route53.ARecord, stack: Stack) => void = () => undefined, app = new App(), stack = stackIn(app, 'Stack')) => {
    const zone = zoneIn(stack);
    const record = new route53.ARecord(stack, 'Record', { zone, recordName: 'API.example.com.', target: route53.RecordTarget.fromIpAddresses('192.0.2.1') });
    ingressIn(stack, RecordRouting.weighted('blue', 1), { publicZone: zone });
    change(record, stack);
    return validationsOf(app);
  };

  test('synthesis fails, because a simple record is alone', () => {
    expect(withRecord()).toEqual([expect.stringContaining('got another routing policy than \'Stack/Record\'')]);
  });

  test('synthesis fails in a stack that does not name its account, too', () => {
    const app = new App();

    expect(withRecord(undefined, app, new Stack(app, 'Stack'))).toEqual([expect.stringContaining('got another routing policy than \'Stack/Record\'')]);
  });

  test('a record of another type stays beside it', () => {
    expect(withRecord((record, stack) => {
      record.node.scope!.node.tryRemoveChild(record.node.id);
      new route53.TxtRecord(stack, 'Text', { zone: stack.node.findChild('Zone') as route53.IHostedZone, recordName: 'api.example.com.', values: ['text'] });
    })).toEqual([]);
  });

  test('a record with a condition may never exist', () => {
    expect(withRecord(({ node }, stack) => {
      const condition = new CfnCondition(stack, 'Never', { expression: Fn.conditionEquals(1, 2) });
      (node.defaultChild as route53.CfnRecordSet).cfnOptions.condition = condition;
    })).toEqual([]);
  });
});
