import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AddAlarmsOptions, LatticeExternalIngress } from '../../src';
import { compulsoryProps } from '../ingress';

const CLOUDWATCH = new iam.ServicePrincipal('cloudwatch.amazonaws.com');
const ALARMS_OF_THE_ACCOUNT = new iam.PolicyStatement({
  principals: [new iam.AnyPrincipal()],
  actions: ['sns:Publish'],
  resources: ['*'],
  conditions: { StringEquals: { 'AWS:SourceOwner': '111122223333' } },
});

/** What synthesis says of an ingress whose alarms have these actions; nothing where it is content. */
function faultsOf(options: (stack: Stack) => AddAlarmsOptions): string[] {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack)).addAlarms(options(stack));
  return stack.node.findAll().flatMap((each) => each.node.validate());
}

const notifying = (topic: (stack: Stack) => sns.ITopic) => faultsOf((stack) => ({ actions: [new SnsAction(topic(stack))] }));

function keyFor(stack: Stack, ...grantees: iam.IGrantable[]): kms.Key {
  const key = new kms.Key(stack, 'Key');
  grantees.forEach((grantee) => key.grantEncryptDecrypt(grantee));
  return key;
}

describe('a topic whose policy leaves CloudWatch out', () => {
  const fault = (prop: string) => `'${prop}' must be a topic through which alarms can notify, got 'Stack/OnCall', whose policy does not let CloudWatch publish: ` +
    'call topic.grantPublish(new iam.ServicePrincipal(\'cloudwatch.amazonaws.com\'))';

  test('enforceSSL alone makes a policy that replaces the one of SNS, and synthesis fails', () => {
    expect(notifying((stack) => new sns.Topic(stack, 'OnCall', { enforceSSL: true }))).toEqual([fault('actions[0]')]);
  });

  test.each(['actions', 'criticalActions', 'okActions'] as const)('%s names it once, however many alarms there are', (prop) => {
    expect(faultsOf((stack) => ({
      [prop]: [new SnsAction(new sns.Topic(stack, 'Open')), new SnsAction(new sns.Topic(stack, 'OnCall', { enforceSSL: true }))],
    }))).toEqual([fault(`${prop}[1]`)]);
  });

  test('a statement for another service does not help', () => {
    expect(notifying((stack) => {
      const topic = new sns.Topic(stack, 'OnCall');
      topic.grantPublish(new iam.ServicePrincipal('events.amazonaws.com'));
      return topic;
    })).toEqual([fault('actions[0]')]);
  });

  test('a topic of another stack of the app is found too', () => {
    expect(notifying((stack) => new sns.Topic(new Stack(App.of(stack) as App, 'Other'), 'OnCall', { enforceSSL: true })))
      .toEqual([fault('actions[0]').replace('Stack/OnCall', 'Other/OnCall')]);
  });
});

describe('a topic with a key that leaves CloudWatch out', () => {
  test('synthesis fails for a key of the app', () => {
    expect(notifying((stack) => new sns.Topic(stack, 'OnCall', { masterKey: keyFor(stack) }))).toEqual([
      '\'actions[0]\' must be a topic through which alarms can notify, got \'Stack/OnCall\', whose key \'Stack/Key\' does not let CloudWatch use it: ' +
        'call key.grantEncryptDecrypt(new iam.ServicePrincipal(\'cloudwatch.amazonaws.com\'))',
    ]);
  });

  test('synthesis fails for a key of the app behind an alias', () => {
    const behindAlias = (stack: Stack, key: kms.IKey) => new kms.Alias(stack, 'Alias', { aliasName: 'alias/on-call', targetKey: key });

    expect(notifying((stack) => new sns.Topic(stack, 'OnCall', { masterKey: behindAlias(stack, keyFor(stack)) }))).toEqual([
      expect.stringContaining('got \'Stack/OnCall\', whose key \'Stack/Key\' does not let CloudWatch use it'),
    ]);
    expect(notifying((stack) => new sns.Topic(stack, 'OnCall', { masterKey: behindAlias(stack, keyFor(stack, CLOUDWATCH)) }))).toEqual([]);
    expect(notifying((stack) => {
      behindAlias(stack, keyFor(stack));
      return new sns.Topic(stack, 'OnCall', { masterKey: kms.Alias.fromAliasName(stack, 'Other', 'alias/other') });
    })).toEqual([]);
  });

  test('synthesis fails for the key of AWS for SNS', () => {
    expect(notifying((stack) => new sns.Topic(stack, 'OnCall', { masterKey: kms.Alias.fromAliasName(stack, 'OfAws', 'alias/aws/sns') }))).toEqual([
      expect.stringContaining('got \'Stack/OnCall\', which is encrypted with the key of AWS for SNS'),
    ]);
  });
});

describe('a FIFO topic, which takes only messages of a message group', () => {
  const fault = (topic: string) => `'actions[0]' must be a topic through which alarms can notify, got '${topic}', which is a FIFO topic, and an alarm names no message group: use a standard topic`;

  test('synthesis fails for a topic of the app', () => {
    expect(notifying((stack) => new sns.Topic(stack, 'OnCall', { fifo: true }))).toEqual([fault('Stack/OnCall')]);
  });

  test('synthesis fails for a topic of somebody else', () => {
    const arn = 'arn:aws:sns:us-east-1:111122223333:on-call.fifo';
    expect(notifying((stack) => sns.Topic.fromTopicArn(stack, 'OnCall', arn))).toEqual([fault(arn)]);
  });
});

test.each<[string, (stack: Stack) => sns.ITopic]>([
  ['without a policy', (stack) => new sns.Topic(stack, 'OnCall')],
  ['of somebody else', (stack) => sns.Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:us-east-1:111122223333:on-call')],
  ['with a key of somebody else', (stack) => new sns.Topic(stack, 'OnCall', { masterKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/1') })],
  ['with a key that lets CloudWatch use it', (stack) => new sns.Topic(stack, 'OnCall', { masterKey: keyFor(stack, CLOUDWATCH) })],
  ['with enforceSSL and a grant', (stack) => {
    const topic = new sns.Topic(stack, 'OnCall', { enforceSSL: true });
    topic.grantPublish(CLOUDWATCH);
    return topic;
  }],
  ['with a grant to a service that is only known at deploy time', (stack) => {
    const topic = new sns.Topic(stack, 'OnCall', { enforceSSL: true });
    topic.grantPublish(new iam.ServicePrincipal(new CfnParameter(stack, 'Service').valueAsString));
    return topic;
  }],
  ['with the statement that SNS itself writes', (stack) => {
    const topic = new sns.Topic(stack, 'OnCall', { enforceSSL: true });
    topic.addToResourcePolicy(ALARMS_OF_THE_ACCOUNT);
    return topic;
  }],
  ['beside one that nobody notifies through', (stack) => {
    new sns.Topic(stack, 'Another', { enforceSSL: true });
    return new sns.Topic(stack, 'OnCall');
  }],
])('a topic %s is taken', (_title, topic) => {
  expect(notifying(topic)).toEqual([]);
});

test('a grant after addAlarms() counts', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  const topic = new sns.Topic(stack, 'OnCall', { enforceSSL: true });
  new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack)).addAlarms({ actions: [new SnsAction(topic)] });
  topic.grantPublish(CLOUDWATCH);

  expect(stack.node.findAll().flatMap((each) => each.node.validate())).toEqual([]);
});
