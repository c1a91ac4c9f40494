import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { rulesBetween, SharedVpc } from './shared-vpc';
import { Egress, LatticeExternalIngressProps } from '../../src';

const { KMS } = ec2.InterfaceVpcEndpointAwsService;

type Configuration = (shared: SharedVpc) => ecs.ExecuteCommandConfiguration;

const ENCRYPTED: Configuration = ({ stack }) => ({ kmsKey: new kms.Key(stack, 'Key') });
const IN_LOG_GROUP: Configuration = ({ stack }) => ({
  logging: ecs.ExecuteCommandLogging.OVERRIDE, logConfiguration: { cloudWatchLogGroup: new logs.LogGroup(stack, 'Sessions') },
});
const IN_BUCKET: Configuration = ({ stack }) => ({
  logging: ecs.ExecuteCommandLogging.OVERRIDE, logConfiguration: { s3Bucket: new s3.Bucket(stack, 'Bucket') },
});

/** An ingress with endpoints, in a cluster with this configuration of sessions. */
function inCluster(configuration: Configuration, props: Partial<LatticeExternalIngressProps> = {}): SharedVpc {
  const shared = new SharedVpc();
  shared.ingress('Ingress', {
    cluster: new ecs.Cluster(shared.stack, 'Cluster', { vpc: shared.vpc, enableFargateCapacityProviders: true, executeCommandConfiguration: configuration(shared) }),
    enableExecuteCommand: true,
    egress: Egress.interfaceEndpoints(),
    ...props,
  });
  return shared;
}

/** The statements in the policy of the endpoint for a service, by what they allow. */
function statementsOf(template: Template, service: string): any[] {
  const [endpoint] = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).filter(({ Properties }) => JSON.stringify(Properties.ServiceName).includes(`.${service}"`));
  return endpoint.Properties.PolicyDocument?.Statement ?? [];
}

const TASK_ROLE = { 'Fn::GetAtt': [expect.stringMatching(/^IngressProxyTaskDefinitionTaskRole/), 'Arn'] };

describe('sessions of ECS Exec', () => {
  test('have an endpoint of AWS KMS where the cluster encrypts them, with rules on both sides', () => {
    const shared = inCluster(ENCRYPTED);

    expect(shared.services).toEqual(['ecr.api', 'ecr.dkr', 'kms', 'logs', 's3', 'ssmmessages']);
    expect(rulesBetween(shared.template)).toContain('IngressNetworkEndpointsSecurityGroup from IngressNetworkTaskSecurityGroup');
    expect(statementsOf(shared.template, 'kms')).toEqual([]);
  });

  test('use an existing endpoint of AWS KMS by either of its names, and are let through its policy', () => {
    for (const name of ['kms', 'additional'] as const) {
      const shared = new SharedVpc();
      const endpoint = shared.endpoint('Kms', KMS);
      endpoint.addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['kms:Sign'], resources: ['*'] }));
      shared.ingress('Ingress', {
        cluster: new ecs.Cluster(shared.stack, 'Cluster', { vpc: shared.vpc, enableFargateCapacityProviders: true, executeCommandConfiguration: ENCRYPTED(shared) }),
        enableExecuteCommand: true,
        egress: Egress.interfaceEndpoints({ existing: name === 'kms' ? { kms: endpoint } : { additional: [endpoint] } }),
      });

      expect(shared.services.filter((service) => service === 'kms')).toHaveLength(1);
      expect(statementsOf(shared.template, 'kms')).toEqual([
        expect.objectContaining({ Action: 'kms:Sign' }),
        {
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Principal: { AWS: TASK_ROLE },
          Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
        },
      ]);
    }
  });

  test('may be logged through the endpoint of CloudWatch Logs, into the log group of the cluster only', () => {
    const { template } = inCluster(IN_LOG_GROUP);
    const streams = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:us-east-1:111122223333:log-group:', { Ref: expect.stringMatching(/^Sessions/) }, ':*']] };

    expect(statementsOf(template, 'logs').slice(1)).toEqual([
      { Effect: 'Allow', Action: 'logs:DescribeLogGroups', Principal: { AWS: TASK_ROLE }, Resource: '*' },
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], Principal: { AWS: TASK_ROLE }, Resource: streams },
    ]);
  });

  test('may be logged through the endpoint of Amazon S3, into the bucket of the cluster only', () => {
    const { template } = inCluster(IN_BUCKET);
    const bucket = { 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] };
    const byTasks = { Effect: 'Allow', Principal: { AWS: '*' }, Condition: { ArnEquals: { 'aws:PrincipalArn': TASK_ROLE } } };

    expect(statementsOf(template, 's3').slice(1)).toEqual([
      { ...byTasks, Action: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'], Resource: bucket },
      { ...byTasks, Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [bucket, '/*']] } },
    ]);
  });

  test('need nothing of the cluster where they are off, or where the tasks have other routes', () => {
    expect(inCluster(ENCRYPTED, { enableExecuteCommand: false }).services).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3']);
    expect(inCluster(ENCRYPTED, { egress: Egress.existingRoutes() }).services).toEqual([]);
    expect(inCluster(IN_LOG_GROUP, { egress: Egress.interfaceEndpoints({ additionalServices: [KMS] }) }).services).toContain('kms');
    inCluster(() => ({ logging: ecs.ExecuteCommandLogging.NONE })).template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] })] },
    });
  });
});
