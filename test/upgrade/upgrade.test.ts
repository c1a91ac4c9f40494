import * as fs from 'node:fs';
import * as path from 'node:path';
import { interruptionsBetween } from './interruptions';
import { lossesBetween, Template } from './losses';

const BASELINE = path.join(__dirname, 'baseline');
const read = (name: string): Template => JSON.parse(fs.readFileSync(path.join(BASELINE, `${name}.template.json`), 'utf8'));
const before = read('default');

/** The default as a later release might make it. */
class Release {
  public readonly template: Template = structuredClone(before);

  public readonly resources = this.template.Resources as Record<string, { Type: string; Properties?: any }>;

  public get losses(): string[] {
    return lossesBetween(before, this.template);
  }

  public get interruptions(): string[] {
    return interruptionsBetween(before, this.template);
  }

  /** The logical id of the first resource of a type. */
  public id(type: string): string {
    return Object.keys(this.resources).find((id) => this.resources[id].Type === type)!;
  }

  /** The properties of the first resource of a type. */
  public properties(type: string): any {
    return this.resources[this.id(type)].Properties;
  }

  /** Gives the first resource of a type another logical id, everywhere. */
  public rename(type: string): string {
    const id = this.id(type);
    this.resources[`${id}2`] = this.resources[id];
    delete this.resources[id];
    Object.assign(this.resources, JSON.parse(JSON.stringify(this.resources).replaceAll(`"${id}"`, `"${id}2"`)));
    delete this.resources[id];
    return id;
  }
}

const HELD = [
  'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::RouteTable', 'AWS::ECS::Cluster', 'AWS::ECS::Service',
  'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::Logs::LogGroup', 'AWS::ECR::Repository', 'AWS::VpcLattice::ServiceNetworkVpcAssociation', 'AWS::ApplicationAutoScaling::ScalableTarget',
];

test.each(HELD)('an upgrade that gives the %s another logical id is refused', (type) => {
  const release = new Release();
  const id = release.rename(type);

  expect(release.losses).toContain(`${type} ${id}: WILL_DESTROY`);
});

test.each([
  ['AWS::EC2::VPC', 'CidrBlock', '10.1.0.0/16'],
  ['AWS::EC2::Subnet', 'CidrBlock', '10.0.9.0/24'],
  ['AWS::EC2::SecurityGroup', 'GroupDescription', 'another'],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'Scheme', 'internal'],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'Name', 'ingress'],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', 'Port', 9443],
  ['AWS::Logs::LogGroup', 'LogGroupName', 'ingress'],
  ['AWS::ECR::Repository', 'RepositoryName', 'ingress'],
  ['AWS::ECS::Service', 'ServiceName', 'ingress'],
])('an upgrade that replaces the %s for its %s is refused', (type, property, value) => {
  const release = new Release();
  release.properties(type)[property] = value;

  expect(release.losses).toContainEqual(expect.stringMatching(new RegExp(`^${type} ${release.id(type)}: (WILL|MAY)_REPLACE, for its ${property}$`)));
});

test('what a replaced resource takes with it is refused too', () => {
  const release = new Release();
  release.properties('AWS::EC2::VPC').CidrBlock = '10.1.0.0/16';

  expect(release.losses.filter((each) => each.startsWith('AWS::EC2::Subnet'))).not.toEqual([]);
});

test('an address of the load balancer that goes is refused', () => {
  const held = structuredClone(before);
  Object.assign(held.Resources, { Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } } });

  expect(lossesBetween(held, before)).toEqual(['AWS::EC2::EIP Address: WILL_DESTROY']);
});

test('a rule of a security group with another logical id is refused, because both would exist for a while', () => {
  const release = new Release();
  const id = release.rename('AWS::EC2::SecurityGroupIngress');

  expect(release.losses).toEqual([`${id}2 says what ${id} says, which goes only afterwards: AWS refuses the second rule`]);
});

test.each([
  ['ServiceNetworkIdentifier', 'sn-0fedcba9876543210'],
  ['VpcIdentifier', 'vpc-0123456789abcdef0'],
])('an association with another %s is refused, because VPC Lattice refuses the second association of a VPC', (property, value) => {
  const release = new Release();
  release.properties('AWS::VpcLattice::ServiceNetworkVpcAssociation')[property] = value;
  const id = release.id('AWS::VpcLattice::ServiceNetworkVpcAssociation');

  expect(release.losses).toEqual([
    expect.stringMatching(`^AWS::VpcLattice::ServiceNetworkVpcAssociation ${id}: WILL_REPLACE, for its ${property}$`),
    `${id} is made anew before the old one goes: VPC Lattice refuses a second association of the VPC (ConflictException)`,
  ]);
});

test('an output that goes, a parameter that goes and a compulsory one that comes are refused', () => {
  const held = read('without-cdk');
  const { Outputs, Parameters, ...rest } = held;
  const { VpcId, ...outputs } = Outputs!;
  const { AllowedIPv4Block, ...parameters } = Parameters!;
  const after = { ...rest, Outputs: outputs, Parameters: { ...parameters, Who: {}, Colour: { Default: 'blue' } } };

  expect(lossesBetween(held, after).filter((each) => /^(output|parameter)/.test(each))).toEqual([
    'output VpcId is gone, and what reads it breaks',
    'parameter AllowedIPv4Block is gone, and what sets it breaks',
    'parameter Who is new and has no default',
  ]);
});

test('another configuration, image, rule or permission is a rollout, and nobody notices', () => {
  const release = new Release();
  release.properties('AWS::ECS::TaskDefinition').ContainerDefinitions[0].Environment[0].Value = 'events {}';
  release.properties('AWS::EC2::SecurityGroupIngress').FromPort = 8444;
  delete release.resources[release.id('AWS::IAM::Policy')];
  release.properties('AWS::ElasticLoadBalancingV2::TargetGroup').TargetGroupAttributes.find(({ Key }: any) => Key.startsWith('deregistration_delay.timeout')).Value = '130';

  expect(release.losses).toEqual([]);
  expect(release.interruptions).toEqual([]);
});

test.each([
  [{ MinimumHealthyPercent: 50 }, 'of 3 tasks 1 may be stopped before new ones are healthy (MinimumHealthyPercent 50)'],
  [{ MinimumHealthyPercent: 0 }, 'of 3 tasks 3 may be stopped before new ones are healthy (MinimumHealthyPercent 0)'],
  [{ MaximumPercent: 100 }, 'there is no room for a new task beside 3 old ones (MaximumPercent 100)'],
  [{ MaximumPercent: 133 }, 'there is no room for a new task beside 3 old ones (MaximumPercent 133)'],
  [{ DeploymentCircuitBreaker: { Enable: true, Rollback: false } }, 'a new version that does not start stays (DeploymentCircuitBreaker)'],
])('a rollout with %j is refused', (deployment, reason) => {
  const release = new Release();
  Object.assign(release.properties('AWS::ECS::Service').DeploymentConfiguration, deployment);

  expect(release.interruptions).toEqual([`${release.id('AWS::ECS::Service')}: ${reason}`]);
});

test('a service that forgets how far it was scaled out is refused', () => {
  const release = new Release();
  release.properties('AWS::ECS::Service').DesiredCount = 3;

  expect(release.interruptions).toHaveLength(1);
});

test.each([
  ['AWS::ElasticLoadBalancingV2::TargetGroup', 'HealthCheckPort', '9000'],
  ['AWS::ElasticLoadBalancingV2::Listener', 'Port', 8443],
  ['AWS::ElasticLoadBalancingV2::Listener', 'DefaultActions', [{ Type: 'forward', TargetGroupArn: 'another' }]],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'Subnets', ['subnet-0', 'subnet-1']],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', 'TargetGroupAttributes', [{ Key: 'proxy_protocol_v2.enabled', Value: 'false' }]],
])('a %s that changes its %s while the old tasks run is refused', (type, property, value) => {
  const release = new Release();
  release.properties(type)[property] = value;

  expect(release.interruptions).toEqual([`${release.id(type)}: ${property} changes while the old tasks run, which were not started for it`]);
});

test.each(fs.readdirSync(BASELINE))('the release %s itself has nothing to lose, and rolls out without a gap', (file) => {
  const template = read(file.split('.')[0]);

  expect(lossesBetween(template, template)).toEqual([]);
  expect(interruptionsBetween(template, template)).toEqual([]);
});
