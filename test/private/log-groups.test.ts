import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeServiceNetwork, ProxyImage } from '../../src';
import { compulsoryProps, service } from '../ingress';

const LOG_GROUP_ARN = 'kms:EncryptionContext:aws:logs:arn';

/** With each log group that there can be. */
function everything(stack: Stack): Partial<LatticeExternalIngressProps> {
  return {
    image: ProxyImage.buildOnDeploy(),
    flowLogs: ec2.FlowLogDestination.toCloudWatchLogs(),
    services: [service('api.example.com')],
    lattice: LatticeAccess.serviceNetworkEndpoints([LatticeServiceNetwork.fromServiceNetworkId(stack, 'Endpoint', 'sn-0123456789abcdef2')]),
  };
}

function ingressWith(key: (stack: Stack) => kms.Key, props: (stack: Stack) => Partial<LatticeExternalIngressProps> = everything) {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...props(stack), logEncryptionKey: key(stack) });
  return stack;
}

function openKey(stack: Stack, condition?: (stack: Stack) => unknown): kms.Key {
  const key = new kms.Key(stack, 'Key');
  key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: condition && { ArnLike: { [LOG_GROUP_ARN]: condition(stack) } },
  }));
  return key;
}

function logGroupsOf(stack: Stack): [path: string, properties: any][] {
  const template = Template.fromStack(stack).findResources('AWS::Logs::LogGroup');
  return stack.node.findAll().filter((each) => each instanceof logs.CfnLogGroup)
    .map((each) => [each.node.scope!.node.path.replace('Stack/Ingress/', ''), template[stack.getLogicalId(each)].Properties]);
}

const arnOf = (name: string) => ({ partition, region, account }: Stack) => `arn:${partition}:logs:${region}:${account}:log-group:${name}`;

describe('the key', () => {
  const stack = ingressWith(openKey);

  test('logEncryptionKey encrypts every log group that the ingress makes', () => {
    const groups = logGroupsOf(stack);

    expect(groups.map(([path]) => path).sort()).toEqual([
      'Lattice/Endpoints/Services/LogGroup', 'Network/DefaultSecurityGroup/Close/LogGroup', 'Network/PrefixLists/Find/LogGroup',
      'Network/Vpc/FlowLog/LogGroup', 'Proxy/Image/Build/LogGroup', 'Proxy/Image/LogGroup', 'Proxy/InsightsLogGroup', 'Proxy/LogGroup',
      'Proxy/ServiceLinkedRoles/LogGroup',
    ]);
    groups.forEach(([, { KmsKeyId }]) => expect(KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] }));
  });

  test('changes nothing else: a template without it has the same log groups, unencrypted', () => {
    const plain = new Stack(new App({ analyticsReporting: false }), 'Stack');
    new LatticeExternalIngress(plain, 'Ingress', { ...compulsoryProps(plain), ...everything(plain) });

    expect(logGroupsOf(plain)).toEqual(logGroupsOf(stack).map(([path, { KmsKeyId, ...rest }]) => [path, rest]));
  });

  test('logEncryptionKey leaves existing log groups alone', () => {
    const existing = ingressWith(openKey, (scope) => {
      const logGroup = new logs.LogGroup(scope, 'Own');
      return { logGroup, flowLogs: ec2.FlowLogDestination.toCloudWatchLogs(logGroup) };
    });
    const groups = Template.fromStack(existing).findResources('AWS::Logs::LogGroup');

    expect(Object.keys(groups).filter((id) => !groups[id].Properties.KmsKeyId)).toEqual([expect.stringMatching(/^Own/)]);
  });
});

describe('the kind of the key', () => {
  const faultsOf = (keySpec?: kms.KeySpec, keyUsage?: kms.KeyUsage) => ingressWith((stack) => {
    const key = new kms.Key(stack, 'Key', { keySpec, keyUsage });
    key.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['kms:*'], resources: ['*'] }));
    return key;
  }).node.findAll().flatMap((each) => each.node.validate());

  test.each([
    [kms.KeySpec.RSA_2048, kms.KeyUsage.ENCRYPT_DECRYPT],
    [kms.KeySpec.HMAC_256, kms.KeyUsage.GENERATE_VERIFY_MAC],
  ])('synthesis fails for a key that is not symmetric: %s', (keySpec, keyUsage) => {
    expect(faultsOf(keySpec, keyUsage)).toEqual([
      expect.stringMatching(/^'logEncryptionKey' must be a symmetric key, got 'Stack\/Key' with the key spec (RSA_2048|HMAC_256): leave 'keySpec' out$/),
    ]);
  });

  test('a key that says that it is symmetric is taken', () => {
    expect(faultsOf(kms.KeySpec.SYMMETRIC_DEFAULT)).toEqual([]);
  });
});

describe('an alias of the key', () => {
  const ingressWithAlias = (alias: (stack: Stack) => kms.IAlias) => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), logEncryptionKey: alias(stack) });
    return stack;
  };
  const aliasOf = (key: (stack: Stack) => kms.Key) => (stack: Stack) => new kms.Alias(stack, 'Alias', { aliasName: 'alias/logs', targetKey: key(stack) });
  const faultsOf = (key: (stack: Stack) => kms.Key) => ingressWithAlias(aliasOf(key)).node.findAll().flatMap((each) => each.node.validate());

  test('stands for the key, which CloudFormation makes before the log groups', () => {
    const groups = logGroupsOf(ingressWithAlias(aliasOf(openKey)));

    expect(groups.length).toBeGreaterThan(4);
    groups.forEach(([, { KmsKeyId }]) => expect(KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] }));
  });

  test('that is imported by its name stays an alias', () => {
    const groups = logGroupsOf(ingressWithAlias((stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/logs')));

    groups.forEach(([, { KmsKeyId }]) => expect(JSON.stringify(KmsKeyId)).toContain(':alias/logs'));
  });

  test('is checked like the key: its policy must let CloudWatch Logs in', () => {
    expect(faultsOf((stack) => new kms.Key(stack, 'Key'))).toEqual([expect.stringContaining('\'logEncryptionKey\' must let CloudWatch Logs use it, got \'Stack/Key\', whose policy does not')]);
    expect(faultsOf(openKey)).toEqual([]);
  });
});

describe('a policy that names log groups', () => {
  const faultsOf = (condition: (stack: Stack) => unknown) => {
    const stack = ingressWith((scope) => openKey(scope, condition));
    return stack.node.findAll().flatMap((each) => each.node.validate());
  };

  test.each<[string, (stack: Stack) => unknown]>([
    ['all', arnOf('*')],
    ['all of the account, as AWS documents it', ({ partition, region, account }) => `arn:${partition}:logs:${region}:${account}:*`],
    ['those of the stack, and that of Container Insights', (stack) => [arnOf('Stack-*')(stack), arnOf('/aws/ecs/containerinsights/*')(stack)]],
    ['one whose ARN is known later', (stack) => new logs.LogGroup(stack, 'Other').logGroupArn],
    ['some that are known later', (stack) => arnOf(new logs.LogGroup(stack, 'Other').logGroupName)(stack)],
  ])('may name %s', (_, condition) => expect(faultsOf(condition)).toEqual([]));

  test('must not leave out any of the ingress', () => {
    expect(faultsOf(arnOf('Stack-*'))).toEqual([
      '\'logEncryptionKey\' must let CloudWatch Logs use it for each log group of the ingress, got \'Stack/Key\', ' +
      `whose policy leaves out 'Stack/Ingress/Proxy/InsightsLogGroup/Resource': let ${LOG_GROUP_ARN} match ` +
      '`arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:*`',
    ]);
    expect(faultsOf(arnOf('mine'))).toHaveLength(9);
  });

  test('may leave out a log group below the ingress that has another key', () => {
    const stack = ingressWith((scope) => openKey(scope, (of) => [arnOf('Stack-*')(of), arnOf('/aws/ecs/containerinsights/*')(of)]));
    new logs.LogGroup(stack.node.findChild('Ingress') as LatticeExternalIngress, 'Own', {
      logGroupName: 'own', encryptionKey: new kms.Key(stack, 'OwnKey'),
    });

    expect(stack.node.findAll().flatMap((each) => each.node.validate())).toEqual([]);
  });
});
