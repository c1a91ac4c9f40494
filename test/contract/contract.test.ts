import { createRequire } from 'node:module';
import * as path from 'node:path';
import { App, Aspects, CfnParameter, Fn, Lazy, Stack, Tags, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  AvailabilityZones, DeployTimeIpAddresses, Egress, Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps,
  LatticeService, LatticeServiceNetwork, ProxyImage,
} from '../../src';
import { compulsoryProps, service, TestIngress } from '../ingress';

const ENVIRONMENT = { account: '111122223333', region: 'us-east-1' };
const PROPS = { services: [service('api.example.com')], allowedDomains: ['*.apps.example.com'] };

test('two ingresses live in one stack', () => {
  const stack = new Stack();
  new LatticeExternalIngress(stack, 'First', compulsoryProps(stack));
  new LatticeExternalIngress(stack, 'Second', { ...compulsoryProps(new Stack()), allowedDomains: ['*.example.com'] });

  Template.fromStack(stack).resourceCountIs('AWS::ECS::Service', 2);
});

describe('the user\'s feature flags change nothing', () => {
  // aws-cdk-lib's own list; its entry is not exported by the package.
  const cdk = path.dirname(require.resolve('aws-cdk-lib/package.json'));
  const { FLAGS, CURRENT_VERSION_EXPIRED_FLAGS } = createRequire(__filename)(path.join(cdk, 'cx-api', 'lib', 'features.js'));
  const flags = Object.keys(FLAGS).filter((flag) => !CURRENT_VERSION_EXPIRED_FLAGS.includes(flag));

  const resourcesWith = (value: boolean, omitted: string[], env?: typeof ENVIRONMENT, props: Partial<LatticeExternalIngressProps> = PROPS) => {
    const context = Object.fromEntries(flags.filter((flag) => !omitted.includes(flag)).map((flag) => [flag, value]));
    return new TestIngress(props, { env, app: { context } }).template.toJSON().Resources;
  };

  test('in a stack for any environment', () => {
    expect(flags.length).toBeGreaterThan(80);
    expect(resourcesWith(true, [])).toEqual(resourcesWith(false, []));
  });

  test.each<Partial<LatticeExternalIngressProps>>([
    { egress: Egress.ipv6Only() },
    { image: ProxyImage.buildOnDeploy() },
    { enableExecuteCommand: true, http: HttpMode.redirectToHttps(), exposure: Exposure.privateNetwork() },
  ])('with other props (%#)', (props) => {
    expect(resourcesWith(true, [], undefined, props)).toEqual(resourcesWith(false, [], undefined, props));
  });

  test('in a stack for one environment, but for how a partition is written', () => {
    const partitions = ['@aws-cdk/core:enablePartitionLiterals'];

    expect(resourcesWith(true, partitions, ENVIRONMENT)).toEqual(resourcesWith(false, partitions, ENVIRONMENT));
  });
});

test('every prop that may hold a token does', () => {
  const stack = new Stack();
  const text = (id: string) => new CfnParameter(stack, id).valueAsString;
  const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
  new LatticeExternalIngress(stack, 'Ingress', {
    clients: [ec2.Peer.ipv4(text('Ipv4')), ec2.Peer.ipv6(text('Ipv6')), ec2.Peer.prefixList(text('PrefixList'))],
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkArn(stack, 'ServiceNetwork', text('NetworkArn'))),
    services: [{ domainName: text('Domain'), service: LatticeService.fromDomainName(text('Generated')) }],
    allowedDomains: [text('First'), text('Second')],
    ipAddresses: DeployTimeIpAddresses.cidr(text('Range')),
    availabilityZones: AvailabilityZones.named(Fn.select(0, Fn.getAzs()), text('Zone')),
    image: ProxyImage.fromRegistry(text('Image')),
    minTasks: number('MinTasks'),
    maxTasks: number('MaxTasks'),
    targetCpuUtilizationPercent: number('Cpu'),
  });
  const template = Template.fromStack(stack);

  template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: { Ref: 'Range' } });
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: { Ref: 'MinTasks' }, MaxCapacity: { Ref: 'MaxTasks' } });
  const [[, taskDefinition]] = Object.entries(template.findResources('AWS::ECS::TaskDefinition'));
  const conf = JSON.stringify(taskDefinition.Properties.ContainerDefinitions[0].Environment[0].Value);
  ['Domain', 'Generated', 'First', 'Second'].forEach((parameter) => expect(conf).toContain(`{"Ref":"${parameter}"}`));
});

test('a size of a task that is not known at synth is refused with its reason', () => {
  const cpu = Token.asNumber(Lazy.number({ produce: () => 512 }));

  expect(() => new TestIngress({ cpu })).toThrow('\'cpu\' must be known at synth, because the proxy\'s workers and limits follow from it; got a token');
});

test('ids that a user\'s resources hang on never change', () => {
  const template = new TestIngress(PROPS).template;
  const idsOf = (...types: string[]) => types.flatMap((type) => Object.keys(template.findResources(type)));

  expect(idsOf('AWS::EC2::VPC', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ECR::Repository')).toEqual([
    'IngressNetworkVpc8987BC8F', 'IngressEdgeLoadBalancerA7AC8E3A', 'IngressProxyImageRepositoryD5E85AD2',
  ]);
  expect(idsOf('AWS::Logs::LogGroup')).toContain('IngressProxyLogGroupEDCA2362');
  expect(idsOf('AWS::EC2::Subnet')).toEqual([
    'IngressNetworkVpcPublicSubnet1Subnet0861AF8A', 'IngressNetworkVpcPublicSubnet2Subnet56FB0938', 'IngressNetworkVpcPublicSubnet3Subnet7786F99B',
    'IngressNetworkVpcIsolatedSubnet1Subnet25523566', 'IngressNetworkVpcIsolatedSubnet2Subnet07E44A9F', 'IngressNetworkVpcIsolatedSubnet3Subnet0493ADB7',
  ]);
});

test('nothing carries a name that a second stack could not use', () => {
  const names = JSON.stringify(new TestIngress(PROPS).template.toJSON()).match(/"(RoleName|ClusterName|ServiceName|GroupName|RepositoryName|FunctionName|Name)":"[^"]*"/g) ?? [];

  expect(names.filter((name) => !/"Name":"(Stack\/|NGINX_CONF|proxy|containerInsights|nofile)/.test(name))).toEqual([]);
});

test.each([undefined, ENVIRONMENT])('the assembly holds one template and no asset (%o)', (env) => {
  const { app, stack } = new TestIngress(PROPS, { env, app: { context: { 'aws:cdk:enable-path-metadata': false } } });
  const assembly = app.synth();
  const [artifact] = assembly.stacks;

  expect(artifact.stackName).toBe(stack.stackName);
  expect(Object.keys(artifact.template).filter((section) => !['Parameters', 'Rules', 'Conditions', 'Resources'].includes(section))).toEqual([]);
  expect(artifact.assets).toEqual([]);
  expect(JSON.stringify(artifact.template.Resources)).not.toMatch(/S3Bucket|cdk-hnb659fds-assets/);
});

test('no partition is written out', () => {
  expect(JSON.stringify(new TestIngress(PROPS).template.toJSON().Resources)).not.toMatch(/arn:aws[:-]/);
});

test('the public members are what they say', () => {
  const { ingress, stack, template } = new TestIngress(PROPS);

  template.hasResourceProperties('AWS::ECS::Service', { Cluster: { Ref: Match.anyValue() } });
  expect(stack.resolve(ingress.vpc.vpcId)).toEqual({ Ref: 'IngressNetworkVpc8987BC8F' });
  expect(ingress.loadBalancer.vpc).toBe(ingress.vpc);
  expect(ingress.connections.securityGroups).toHaveLength(1);
  expect(ingress.service.taskDefinition).toBe(ingress.taskDefinition);
  expect(ingress.service.cluster).toBe(ingress.cluster);
  expect(stack.resolve(ingress.logGroup.logGroupName)).toEqual({ Ref: 'IngressProxyLogGroupEDCA2362' });
  expect([ingress.tlsTargetGroup, ingress.httpTargetGroup!].map((group) => stack.resolve(group.targetGroupArn).Ref)).toHaveLength(2);
  expect(ingress.scaling).toBeDefined();
});

describe('what an app does to all of its constructs reaches the ingress too:', () => {
  test('tags', () => {
    const made = new TestIngress(PROPS);
    Tags.of(made.ingress).add('team', 'edge');
    const taggable = ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ECR::Repository',
      'AWS::ECS::Cluster', 'AWS::ECS::Service', 'AWS::ECS::TaskDefinition', 'AWS::IAM::Role', 'AWS::Logs::LogGroup', 'AWS::Lambda::Function', 'AWS::EC2::VPCEndpoint',
      'AWS::VpcLattice::ServiceNetworkVpcAssociation'];

    taggable.forEach((type) => made.template.allResourcesProperties(type, { Tags: Match.arrayWith([{ Key: 'team', Value: 'edge' }]) }));
  });

  test('a permissions boundary reaches every role', () => {
    const made = new TestIngress({ ...PROPS, image: ProxyImage.buildOnDeploy() });
    iam.PermissionsBoundary.of(made.app).apply(iam.ManagedPolicy.fromManagedPolicyName(made.stack, 'Boundary', 'boundary'));

    made.template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  });

  test('aspects', () => {
    const made = new TestIngress(PROPS);
    const visited = new Set<string>();
    Aspects.of(made.app).add({ visit: (node) => visited.add(node.node.path) });
    made.app.synth();

    ['Network/Vpc', 'Edge/LoadBalancer', 'Proxy/Service', 'Lattice/Association'].forEach((room) => expect(visited).toContain(`Stack/Ingress/${room}`));
  });

  test('property injectors, by an id that an app may have written down', () => {
    expect(LatticeExternalIngress.PROPERTY_INJECTION_ID).toBe(`${createRequire(__filename)('../../package.json').name}.${LatticeExternalIngress.name}`);
    const app = new App({
      propertyInjectors: [{
        constructUniqueId: LatticeExternalIngress.PROPERTY_INJECTION_ID,
        inject: (original) => ({ minTasks: 6, ...original }),
      }],
    });
    const stack = new Stack(app, 'Stack');
    new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack));

    Template.fromStack(stack).hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 6 });
  });
});
