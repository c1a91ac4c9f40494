import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Egress, LatticeExternalIngress } from '../../src';
import { compulsoryProps, errorOf, TestIngress } from '../ingress';

describe('the log', () => {
  test('is kept as long as it should be, and encrypted with the key that is given', () => {
    const stack = new Stack();
    const key = new kms.Key(stack, 'Key');
    key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`));
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), logRetention: logs.RetentionDays.ONE_WEEK, logEncryptionKey: key });

    Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7, KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('Key'), 'Arn'] } });
  });

  test('may go to a group that exists', () => {
    const stack = new Stack();
    const logGroup = logs.LogGroup.fromLogGroupName(stack, 'LogGroup', 'mine');
    const ingress = new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), logGroup });

    expect(ingress.logGroup).toBe(logGroup);
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ LogConfiguration: Match.objectLike({ Options: Match.objectLike({ 'awslogs-group': 'mine' }) }) })],
    });
    expect(errorOf({ logGroup, logRetention: logs.RetentionDays.ONE_DAY }))
      .toBe('\'logRetention\' must not be given with \'logGroup\': they describe a new log group');
  });

  test('may hold the proxy up', () => {
    const [container] = new TestIngress({ logDriverMode: ecs.AwsLogDriverMode.BLOCKING }).properties('AWS::ECS::TaskDefinition').ContainerDefinitions;

    expect(container.LogConfiguration.Options).toMatchObject({ mode: 'blocking' });
    expect(container.LogConfiguration.Options).not.toHaveProperty('max-buffer-size');
  });
});

describe('the service', () => {
  test('may run in a cluster that exists', () => {
    const stack = new Stack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true });
    const ingress = new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, cluster, egress: Egress.interfaceEndpoints() });

    expect(ingress.cluster).toBe(cluster);
    Template.fromStack(stack).resourceCountIs('AWS::ECS::Cluster', 1);
  });

  test('may run partly on Fargate Spot', () => {
    const strategyFor = (fargateSpotPercent: number) => new TestIngress({ fargateSpotPercent }).properties('AWS::ECS::Service').CapacityProviderStrategy;

    expect(strategyFor(30)).toEqual([{ CapacityProvider: 'FARGATE', Weight: 70 }, { CapacityProvider: 'FARGATE_SPOT', Weight: 30 }]);
    expect(strategyFor(100)).toEqual([{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }]);
    expect(errorOf({ fargateSpotPercent: 101 })).toBe('\'fargateSpotPercent\' must be a whole number between 0 and 100, got 101');
  });

  test('and the load balancer may have further security groups', () => {
    const group = ec2.SecurityGroup.fromSecurityGroupId(new Stack(), 'Group', 'sg-1');
    const { template } = new TestIngress({ taskSecurityGroups: [group], loadBalancerSecurityGroups: [group] });

    template.hasResourceProperties('AWS::ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [Match.anyValue(), 'sg-1'] } } });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { SecurityGroups: [Match.anyValue(), Match.anyValue(), 'sg-1'] });
  });

  test.each([ecs.ContainerInsights.ENABLED, ecs.ContainerInsights.ENHANCED])('may be scaled for connections in a cluster that has Container Insights %s', (containerInsightsV2) => {
    const stack = new Stack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true, containerInsightsV2 });
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, cluster, egress: Egress.interfaceEndpoints(), targetConnectionsPerTask: 1000 });

    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('containerInsights'));
  });

  test('may run in a cluster without Container Insights, where nothing is scaled for connections', () => {
    const stack = new Stack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true, containerInsightsV2: ecs.ContainerInsights.DISABLED });

    expect(() => new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, cluster })).not.toThrow();
  });

  test('may be scaled for connections beside CPU', () => {
    const { template } = new TestIngress({ targetConnectionsPerTask: 1000 });

    template.resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', 2);
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 1000,
        CustomizedMetricSpecification: {
          Metrics: [
            Match.objectLike({ Id: 'connections', ReturnData: false, MetricStat: { Metric: Match.objectLike({ MetricName: 'ActiveFlowCount' }) } }),
            Match.objectLike({ Id: 'tasks', ReturnData: false, MetricStat: { Metric: Match.objectLike({ MetricName: 'RunningTaskCount' }) } }),
            { Id: 'perTask', Expression: 'connections / tasks', ReturnData: true },
          ],
        },
      },
    });
    const { Properties } = Object.values(template.findResources('AWS::ApplicationAutoScaling::ScalingPolicy'))
      .find((policy) => 'CustomizedMetricSpecification' in policy.Properties.TargetTrackingScalingPolicyConfiguration)!;
    const { Metrics } = Properties.TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification;
    const dimensions = Metrics.slice(0, 2).map(({ MetricStat }: any) => (
      MetricStat.Metric.Dimensions.map(({ Name, Value }: any) => [Name, typeof Value])
    ));
    expect(dimensions).toEqual([[['LoadBalancer', 'object']], [['ClusterName', 'object'], ['ServiceName', 'object']]]);
    const { template: slow } = new TestIngress({ targetConnectionsPerTask: 1000, scalingCooldown: Duration.minutes(3) });
    for (const [made, seconds] of [[template, 60], [slow, 180]] as const) {
      made.allResourcesProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
        TargetTrackingScalingPolicyConfiguration: { ScaleInCooldown: seconds, ScaleOutCooldown: seconds },
      });
    }
    expect(errorOf({ targetConnectionsPerTask: 0 })).toBe('\'targetConnectionsPerTask\' must be a whole number of at least 1, got 0');
    const [, most] = /be below (\d+)/.exec(errorOf({ targetConnectionsPerTask: 100_000 }))!;
    expect(errorOf({ targetConnectionsPerTask: Number(most) })).toMatch(`must be below ${most}`);
    expect(() => new TestIngress({ targetConnectionsPerTask: Number(most) - 1 })).not.toThrow();
  });
});

describe('ECS Exec', () => {
  const { template } = new TestIngress({ enableExecuteCommand: true });

  test('enableExecuteCommand gives ECS Exec a writable root, an init process, permissions and an endpoint', () => {
    template.hasResourceProperties('AWS::ECS::Service', { EnableExecuteCommand: true });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ ReadonlyRootFilesystem: false, LinuxParameters: Match.objectLike({ InitProcessEnabled: true }) })],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['ssmmessages:OpenDataChannel']) })]) },
    });
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', { ServiceName: { 'Fn::Join': ['', Match.arrayWith(['.ssmmessages'])] } });
  });
});

test('further endpoints are open to the tasks', () => {
  new TestIngress({ egress: Egress.interfaceEndpoints({ additionalServices: [ec2.InterfaceVpcEndpointAwsService.ECS] }) }).template
    .hasResourceProperties('AWS::EC2::VPCEndpoint', { ServiceName: { 'Fn::Join': ['', Match.arrayWith(['.ecs'])] } });
});

test('flow logs go where they should', () => {
  const stack = new Stack();
  const logGroup = new logs.LogGroup(stack, 'Flows');
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), flowLogs: ec2.FlowLogDestination.toCloudWatchLogs(logGroup) });

  Template.fromStack(stack).hasResourceProperties('AWS::EC2::FlowLog', { LogGroupName: { Ref: Match.stringLikeRegexp('Flows') } });
});
