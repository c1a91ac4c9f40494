import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork, TrafficProfile } from '../../src';
import { compulsoryProps, errorOf, service, TestIngress } from '../ingress';

const { template } = new TestIngress();

describe('the task', () => {
  test('a task is nginx without capabilities, on a root that it cannot write to', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({
        User: '101',
        ReadonlyRootFilesystem: true,
        LinuxParameters: {
          Capabilities: { Drop: ['ALL'] },
          Tmpfs: [{ ContainerPath: '/tmp', Size: 16, MountOptions: ['rw', 'nosuid', 'nodev', 'noexec'] }],
        },
        StopTimeout: 120,
        Environment: [Match.objectLike({ Name: 'NGINX_CONF' })],
      })],
    });
  });

  test('runs on ARM64 with half a vCPU and 2 GiB', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '512', Memory: '2048', RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    });
  });

  test('asks the DNS resolver of the VPC, for IPv4 addresses', () => {
    expect(new TestIngress({ services: [service('api.example.com')] }).nginxConf.match(/resolver 169\.254\.169\.253 ipv6=off/g)).toHaveLength(2);
  });

  test('has local ports for many connections to the shared addresses of VPC Lattice, and bounds what a connection takes of the kernel', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({
        SystemControls: [
          { Namespace: 'net.ipv4.ip_local_port_range', Value: '1024 65535' },
          { Namespace: 'net.ipv4.tcp_tw_reuse', Value: '1' },
          { Namespace: 'net.ipv4.tcp_min_snd_mss', Value: '536' },
          { Namespace: 'net.ipv4.tcp_no_metrics_save', Value: '1' },
          { Namespace: 'net.ipv4.tcp_rmem', Value: '4096 65536 65536' },
          { Namespace: 'net.ipv4.tcp_wmem', Value: '4096 16384 327680' },
          { Namespace: 'net.ipv4.tcp_notsent_lowat', Value: '16384' },
        ],
      })],
    });
  });

  test('the task role may do nothing in AWS', () => {
    const [taskRole] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.includes('TaskRole'));

    template.hasResource('AWS::IAM::Role', { Properties: { Policies: Match.absent(), ManagedPolicyArns: Match.absent() } });
    const policies = Object.values(template.findResources('AWS::IAM::Policy'));
    expect(policies.filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(taskRole))).toEqual([]);
  });

  test('the execution role may pull the image and write the log of a task, and nothing else', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Repository'), 'Arn'] },
          },
          { Action: 'ecr:GetAuthorizationToken', Effect: 'Allow', Resource: '*' },
          {
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('ProxyLogGroup'), 'Arn'] },
          },
        ],
        Version: '2012-10-17',
      },
    });
  });

  test('logDriverMode sets how the log driver behaves when CloudWatch is slow', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({
        LogConfiguration: { LogDriver: 'awslogs', Options: Match.objectLike({ 'mode': 'non-blocking', 'max-buffer-size': '26214400b' }) },
      })],
    });
  });

  test.each([
    [{ cpu: 512, memoryLimitMiB: 512 }, 'got cpu=512 and memoryLimitMiB=512; with cpu=512 memoryLimitMiB may be 1024, 2048, 3072, 4096'],
    [{ cpu: 256, memoryLimitMiB: 4096 }, 'got cpu=256 and memoryLimitMiB=4096; with cpu=256 memoryLimitMiB may be 512, 1024, 2048'],
    [{ cpu: 500 }, 'got cpu=500 and memoryLimitMiB=2048; cpu may be 256, 512, 1024, 2048, 4096, 8192, 16384'],
  ])('has a size that Fargate has: not %o', (size, message) => {
    expect(errorOf(size)).toBe(`'cpu' and 'memoryLimitMiB' must be a size that Fargate has, ${message}`);
  });

  test.each([
    [TrafficProfile.MANY_SESSIONS, '98304', '16k'],
    [TrafficProfile.BALANCED, '327680', '32k'],
    [TrafficProfile.LARGE_TRANSFERS, '1310720', '160k'],
  ])('shares its memory out for %s', (trafficProfile, mostSent, buffer) => {
    const ingress = new TestIngress({ trafficProfile });

    ingress.template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({
        SystemControls: Match.arrayWith([{ Namespace: 'net.ipv4.tcp_wmem', Value: `4096 16384 ${mostSent}` }]),
        Environment: [{ Name: 'NGINX_CONF', Value: Match.anyValue() }],
      })],
    });
    expect(JSON.stringify(ingress.template.toJSON())).toContain(`proxy_buffer_size ${buffer};`);
  });

  test('has a traffic profile that there is', () => {
    expect(errorOf({ trafficProfile: 'FAST' as TrafficProfile })).toBe(
      '\'trafficProfile\' must be one of TrafficProfile.MANY_SESSIONS, TrafficProfile.BALANCED, TrafficProfile.LARGE_TRANSFERS, got \'FAST\'');
  });

  test.each([[256, 2048], [1024, 8192], [4096, 30720], [8192, 61440], [16384, 122880]])('may have %d CPU units and %d MiB', (cpu, memoryLimitMiB) => {
    new TestIngress({ cpu, memoryLimitMiB }).template.hasResourceProperties('AWS::ECS::TaskDefinition', { Cpu: `${cpu}`, Memory: `${memoryLimitMiB}` });
  });
});

describe('the service', () => {
  test('tasks run on Fargate without public addresses, and a failed deployment is rolled back', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
      LaunchType: Match.absent(),
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true }, MinimumHealthyPercent: 100, MaximumPercent: 200 },
      AvailabilityZoneRebalancing: 'ENABLED',
      PropagateTags: 'SERVICE',
      EnableExecuteCommand: Match.absent(),
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
    });
  });

  test.each([
    'EndpointsEcrApi', 'EndpointsEcrDocker', 'EndpointsLogs', 'EndpointsS3', 'IsolatedSubnet1RouteTableAssociation', 'ExecutionRoleDefaultPolicy', 'TaskSecurityGroupto',
    'EdgeTlsListener', 'EdgeHttpListener', 'EdgeLoadBalancer', 'EdgeTlsSecurityGroupto\\w+8081', 'EdgeHttpSecurityGroupto\\w+8080', 'LatticeAssociation[0-9A-F]{8}$', 'InsightsLogGroup',
  ])(
    'waits for %s', (needed) => {
      template.hasResource('AWS::ECS::Service', { DependsOn: Match.arrayWith([Match.stringLikeRegexp(needed)]) });
    });

  test.each(['LatticeEndpointsEndpointsn0123456789abcdef0', 'LatticeEndpointsEndpointsn0123456789abcdef1', 'LatticeEndpointsServices[0-9A-F]{8}$', 'LatticeEndpointsSecurityGroupsn0123456789abcdef0from'])(
    'waits for %s where it reaches VPC Lattice through endpoints', (needed) => {
      const stack = new Stack(new App(), 'Stack');
      const networks = [0, 1].map((digit) => LatticeServiceNetwork.fromServiceNetworkId(stack, `Network${digit}`, `sn-0123456789abcdef${digit}`));
      new LatticeExternalIngress(stack, 'Ingress', {
        ...compulsoryProps(stack), lattice: LatticeAccess.serviceNetworkEndpoints(networks), services: [service('api.example.com')],
      });

      Template.fromStack(stack).hasResource('AWS::ECS::Service', { DependsOn: Match.arrayWith([Match.stringLikeRegexp(needed)]) });
    });

  test('never says how many tasks run, or each deployment would undo the scaling', () => {
    template.hasResourceProperties('AWS::ECS::Service', { DesiredCount: Match.absent() });
  });

  test('belongs to a cluster with Container Insights, whose log group goes with the stack', () => {
    template.hasResourceProperties('AWS::ECS::Cluster', { ClusterSettings: [{ Name: 'containerInsights', Value: 'enabled' }] });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: { 'Fn::Join': ['', ['/aws/ecs/containerinsights/', Match.anyValue(), '/performance']] } },
      DeletionPolicy: 'Delete',
    });
  });

  test('logs for a month', () => {
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
  });
});

describe('scaling', () => {
  test('keeps 3 to 9 tasks at 70 % CPU', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 3, MaxCapacity: 9 });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        TargetValue: 70,
        ScaleInCooldown: 60,
        ScaleOutCooldown: 60,
      },
    });
  });

  test('has policies whose names differ', () => {
    const made = new TestIngress({ targetConnectionsPerTask: 100 });
    const policies = Object.values(made.template.findResources('AWS::ApplicationAutoScaling::ScalingPolicy')).map(({ Properties }) => Properties.PolicyName);

    expect(policies.sort()).toEqual([expect.stringMatching(/^\w+Connections$/), expect.stringMatching(/^\w+Cpu$/)]);
  });

  test('can be added to', () => {
    const made = new TestIngress();
    made.ingress.scaling.scaleOnSchedule('Morning', { schedule: appscaling.Schedule.cron({ hour: '7', minute: '0' }), minCapacity: 6 });

    made.template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      ScheduledActions: [Match.objectLike({ ScalableTargetAction: { MinCapacity: 6 } })],
    });
  });

  test.each([
    [{ minTasks: 3, maxTasks: 2 }, '\'maxTasks\' must be at least \'minTasks\', got maxTasks=2 and minTasks=3: raise \'maxTasks\', or lower \'minTasks\''],
    [{ minTasks: 0 }, '\'minTasks\' must be a whole number between 1 and 5000, got 0'],
    [{ maxTasks: 1.5 }, '\'maxTasks\' must be a whole number between 1 and 5000, got 1.5'],
    [{ targetCpuUtilizationPercent: 101 }, '\'targetCpuUtilizationPercent\' must be a whole number between 1 and 100, got 101'],
  ])('is checked: not %o', (props, message) => {
    expect(errorOf(props)).toBe(message);
  });
});
