import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SharedVpc } from './shared-vpc';
import { AvailabilityZones, Egress, Exposure, LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { compulsoryProps, errorOf } from '../ingress';

const PUBLIC = { name: 'Public', subnetType: ec2.SubnetType.PUBLIC };
const PRIVATE = { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };
const ISOLATED = { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

class InExistingVpc {
  public readonly stack = new Stack(new App(), 'Stack');
  public readonly vpc: ec2.IVpc;

  constructor(vpc: ec2.SubnetConfiguration[] | ((stack: Stack) => ec2.IVpc), props: Partial<LatticeExternalIngressProps> = {}) {
    this.vpc = Array.isArray(vpc)
      ? new ec2.Vpc(this.stack, 'Vpc', { subnetConfiguration: vpc, natGateways: vpc.includes(PRIVATE) ? 1 : 0, restrictDefaultSecurityGroup: false })
      : vpc(this.stack);
    new LatticeExternalIngress(this.stack, 'Ingress', { ...compulsoryProps(this.stack), vpc: this.vpc, ...props });
  }

  public get template(): Template {
    return Template.fromStack(this.stack);
  }

  public subnetsOf(type: string, path: (properties: any) => any): string[] {
    const [resource] = Object.values(this.template.findResources(type));
    return path(resource.Properties).map((subnet: any) => (subnet.Ref ?? subnet).replace(/Subnet[0-9A-F]{8}$/, ''));
  }
}

const taskSubnets = (properties: any) => properties.NetworkConfiguration.AwsvpcConfiguration.Subnets;

describe('an existing VPC', () => {
  test('is used as it is: no other VPC, no endpoint, its default security group untouched', () => {
    const { template } = new InExistingVpc([PUBLIC, PRIVATE]);

    template.resourceCountIs('AWS::EC2::VPC', 1);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    template.resourceCountIs('Custom::LatticeExternalIngressCloseDefaultSecurityGroup', 0);
  });

  test('has the load balancer in its public subnets and the tasks in its private ones', () => {
    const made = new InExistingVpc([PUBLIC, PRIVATE]);

    expect(made.subnetsOf('AWS::ElasticLoadBalancingV2::LoadBalancer', ({ Subnets }) => Subnets)).toEqual(['VpcPublicSubnet1', 'VpcPublicSubnet2']);
    expect(made.subnetsOf('AWS::ECS::Service', taskSubnets)).toEqual(['VpcPrivateSubnet1', 'VpcPrivateSubnet2']);
  });

  test('has both where they are told to be', () => {
    const made = new InExistingVpc([PUBLIC, PRIVATE, ISOLATED], {
      loadBalancerSubnets: { subnetGroupName: 'Private' }, taskSubnets: { subnetGroupName: 'Public' },
    });

    expect(made.subnetsOf('AWS::ElasticLoadBalancingV2::LoadBalancer', ({ Subnets }) => Subnets)).toEqual(['VpcPrivateSubnet1', 'VpcPrivateSubnet2']);
    expect(made.subnetsOf('AWS::ECS::Service', taskSubnets)).toEqual(['VpcPublicSubnet1', 'VpcPublicSubnet2']);
  });

  test('has the same tasks in another order of its subnets, of their peers and of what is trusted', () => {
    const inOrder = (order: <T>(list: T[]) => T[]) => {
      const stack = new Stack(new App(), 'Stack');
      const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
      new LatticeExternalIngress(stack, 'Ingress', {
        ...compulsoryProps(stack),
        vpc,
        taskSubnets: { subnets: order(vpc.privateSubnets) },
        trustedProxies: order(['10.0.0.0/16', '10.1.0.0/16']),
        egress: Egress.existingRoutes({ to: order(['10.2.0.0/24', '10.3.0.0/24']).map((range) => ec2.Peer.ipv4(range)) }),
      });
      return Template.fromStack(stack).toJSON();
    };

    expect(inOrder((list) => [...list].reverse())).toEqual(inOrder((list) => list));
  });

  test('needs no public subnet for an internal load balancer', () => {
    const made = new InExistingVpc([ISOLATED], { exposure: Exposure.privateNetwork(), egress: Egress.interfaceEndpoints() });

    expect(made.subnetsOf('AWS::ElasticLoadBalancingV2::LoadBalancer', ({ Subnets }) => Subnets)).toEqual(['VpcIsolatedSubnet1', 'VpcIsolatedSubnet2']);
    expect(Object.values(made.template.findResources('AWS::EC2::VPCEndpoint')).filter(({ Condition }) => !Condition)).toHaveLength(4);
  });

  test.each([
    [[PRIVATE], '\'vpc\' must have public subnets for the load balancer, found none: name the subnets to use with \'loadBalancerSubnets\''],
    [[PUBLIC], '\'vpc\' must have isolated or private subnets for the tasks, found none: name the subnets to use with \'taskSubnets\''],
  ])('is refused without what is needed (%#)', (subnets, message) => {
    const vpc = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: subnets, natGateways: 0, restrictDefaultSecurityGroup: false });

    expect(() => new InExistingVpc(vpc)).toThrow(message);
  });
});

describe('a VPC that is imported', () => {
  const imported = (ranges: boolean) => (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    publicSubnetIds: ['subnet-1', 'subnet-2'],
    isolatedSubnetIds: ['subnet-3', 'subnet-4'],
    publicSubnetIpv4CidrBlocks: ranges ? ['10.0.0.0/24', '10.0.1.0/24'] : undefined,
  });
  const confOf = (made: InExistingVpc) => JSON.stringify(made.template.findResources('AWS::ECS::TaskDefinition'));

  test('is trusted by the ranges of its public subnets, where it knows them', () => {
    expect(confOf(new InExistingVpc(imported(true)))).toContain('10.0.1.0/24 1;');
  });

  test('is refused where it does not', () => {
    expect(() => new InExistingVpc(imported(false))).toThrow(
      '\'trustedProxies\' must be given, because the VPC does not know the ranges of its subnets: name the ranges of the load balancer\'s subnets');
  });

  test('is warned of where the ranges that are named leave out a subnet of its load balancer, and all of them are known', () => {
    const warning = Match.stringLikeRegexp('\'trustedProxies\' leaves out 10\\.0\\.1\\.0/24, the range of .*untrustedLoadBalancer');
    const trusting = (rangesIn: (stack: Stack) => string[]) => {
      const stack = new Stack(new App(), 'Stack');
      new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc: imported(true)(stack), trustedProxies: rangesIn(stack) });
      return Annotations.fromStack(stack);
    };

    trusting(() => ['10.0.0.0/24']).hasWarning('*', warning);
    trusting(() => ['10.0.0.0/24', '10.0.1.0/25', '10.0.0.0/16']).hasNoWarning('*', warning);
    trusting((stack) => ['10.0.0.0/24', new CfnParameter(stack, 'Range').valueAsString]).hasNoWarning('*', warning);
  });

  test('is trusted by the ranges that are named', () => {
    expect(confOf(new InExistingVpc(imported(false), { trustedProxies: ['10.9.0.0/24'] }))).toContain('10.9.0.0/24 1;');
    expect(() => new InExistingVpc(imported(false), { trustedProxies: ['10.9.0.0/24; evil'] }))
      .toThrow('\'trustedProxies\' must hold address ranges, such as 10.0.0.0/24, got \'10.9.0.0/24; evil\'');
  });
});

test.each([
  [{ taskSubnets: {} }, '\'taskSubnets\' must not be given without \'vpc\': subnets can be selected in an existing VPC only'],
  [{ loadBalancerSubnets: {}, taskSubnets: {} }, '\'loadBalancerSubnets\' and \'taskSubnets\' must not be given without \'vpc\''],
])('subnets can be selected in an existing VPC only (%#)', (props, message) => {
  expect(errorOf(props)).toContain(message);
});

test('a VPC is either new or existing', () => {
  expect(() => new InExistingVpc([PUBLIC, PRIVATE], { availabilityZones: AvailabilityZones.count(2) }))
    .toThrow('\'availabilityZones\' must not be given with \'vpc\': it describes a new VPC');
});

describe('egress over existing routes', () => {
  test('egress of an existing VPC is open on port 443, and gives a warning', () => {
    const { stack, template } = new InExistingVpc([PUBLIC, PRIVATE]);

    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: Match.arrayWith([Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, Description: 'AWS APIs' })]),
    });
    Annotations.fromStack(stack).hasWarning('/Stack/Ingress/Network', Match.stringLikeRegexp('may connect to any IPv4 address.*Egress.existingRoutes\\(\\{ to'));
  });

  test('can be narrowed, and is then quiet', () => {
    const { stack, template } = new InExistingVpc([PUBLIC, PRIVATE], { egress: Egress.existingRoutes({ to: [ec2.Peer.ipv4('10.1.0.0/16')] }) });

    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: Match.arrayWith([Match.objectLike({ CidrIp: '10.1.0.0/16', FromPort: 443 })]),
    });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('IPv4 address'));
  });

  test.each([
    ['customers', 'pl-0123456789abcdef0', 'hasNoWarning'],
    ['AWS', 'pl-01234567', 'hasWarning'],
  ] as const)('narrowed to a prefix list of %s, where the Region is not known: %s: %s', (_, id, expectation) => {
    const { stack } = new InExistingVpc([PUBLIC, PRIVATE], { egress: Egress.existingRoutes({ to: [ec2.Peer.prefixList(id)] }) });

    Annotations.fromStack(stack)[expectation]('*', Match.stringLikeRegexp('may be the prefix list of Amazon S3'));
  });

  test('narrowed to a prefix list of AWS in a Region whose list of Amazon S3 is another one, is quiet', () => {
    const shared = new SharedVpc();
    shared.ingress('Ingress', { egress: Egress.existingRoutes({ to: [ec2.Peer.prefixList('pl-01234567')] }) });

    Annotations.fromStack(shared.stack).hasNoWarning('*', Match.stringLikeRegexp('may be the prefix list of Amazon S3'));
  });

  test.each([
    ['a range', [ec2.Peer.ipv4('10.1.0.0/16')]],
    ['a prefix list', [ec2.Peer.prefixList('pl-0123456789abcdef0')]],
    ['a security group', [ec2.Peer.securityGroupId('sg-0123456789abcdef0')]],
  ])('lets image layers out where it is narrowed to %s: ECR keeps them in Amazon S3', (_, to) => {
    const { template } = new InExistingVpc([PUBLIC, PRIVATE], { egress: Egress.existingRoutes({ to }) });

    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('TaskSecurityGroup'), 'GroupId'] },
      Description: 'image layers',
      DestinationPrefixListId: { 'Fn::GetAtt': [Match.stringLikeRegexp('PrefixLists'), 'S3'] },
      FromPort: 443,
      ToPort: 443,
    });
  });
});
