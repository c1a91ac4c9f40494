import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Egress, Exposure, LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { compulsoryProps } from '../ingress';

const { IPV4, DUAL_STACK, DUAL_STACK_WITHOUT_PUBLIC_IPV4 } = elbv2.IpAddressType;
const RANGES = { ipv4: ec2.Peer.ipv4('203.0.113.0/24'), ipv6: ec2.Peer.ipv6('2001:db8::/32') };

type Network = 'a new VPC' | 'an IPv4-only VPC' | 'a dual-stack VPC' | 'an imported VPC' | 'a VPC looked up later';

function vpcIn(stack: Stack, network: Network): ec2.IVpc | undefined {
  switch (network) {
    case 'a new VPC': return undefined;
    case 'an imported VPC': return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['us-east-1a'],
      publicSubnetIds: ['subnet-1'],
      publicSubnetIpv4CidrBlocks: ['10.0.0.0/24'],
      privateSubnetIds: ['subnet-2'],
      privateSubnetIpv4CidrBlocks: ['10.0.1.0/24'],
    });
    case 'a VPC looked up later': return ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-1' });
    default: return new ec2.Vpc(stack, 'Vpc', {
      ipProtocol: network === 'a dual-stack VPC' ? ec2.IpProtocol.DUAL_STACK : undefined, restrictDefaultSecurityGroup: false,
    });
  }
}

function made(network: Network, props: Partial<LatticeExternalIngressProps> = {}) {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc: vpcIn(stack, network), ...props });
  return stack;
}

const familyOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'))[0].Properties.IpAddressType;

test.each<[Network, string, Partial<LatticeExternalIngressProps>, string]>([
  ['a new VPC', 'nothing else', {}, 'dualstack'],
  ['a new VPC', 'IPv4', { ipAddressType: IPV4 }, 'ipv4'],
  ['a new VPC', 'an internal load balancer', { exposure: Exposure.privateNetwork() }, 'dualstack'],
  ['a new VPC', 'CloudFront', { exposure: Exposure.cloudFrontVpcOrigin() }, 'ipv4'],
  ['an IPv4-only VPC', 'nothing else', {}, 'ipv4'],
  ['an IPv4-only VPC', 'IPv4', { ipAddressType: IPV4 }, 'ipv4'],
  ['an IPv4-only VPC', 'an internal load balancer', { exposure: Exposure.privateNetwork() }, 'ipv4'],
  ['a dual-stack VPC', 'nothing else', {}, 'dualstack'],
  ['a dual-stack VPC', 'IPv4', { ipAddressType: IPV4 }, 'ipv4'],
  ['a dual-stack VPC', 'CloudFront and IPv4', { exposure: Exposure.cloudFrontVpcOrigin(), ipAddressType: IPV4 }, 'ipv4'],
  ['an imported VPC', 'nothing else', {}, 'ipv4'],
  ['an imported VPC', 'both families', { ipAddressType: DUAL_STACK }, 'dualstack'],
  ['a VPC looked up later', 'nothing else', {}, 'ipv4'],
  ['a VPC looked up later', 'both families', { ipAddressType: DUAL_STACK }, 'dualstack'],
])('the load balancer in %s with %s has the family that its subnets have', (network, _, props, family) => {
  expect(familyOf(made(network, props))).toBe(family);
});

test('the load balancer has IPv4 addresses only where one of its subnets has no IPv6 range', () => {
  const stack = new Stack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, ipProtocol: ec2.IpProtocol.DUAL_STACK, restrictDefaultSecurityGroup: false });
  const ipv4Only = new ec2.PublicSubnet(stack, 'Ipv4Only', { vpcId: vpc.vpcId, availabilityZone: Stack.of(stack).availabilityZones[1], cidrBlock: '10.0.192.0/24' });
  ipv4Only.addDefaultInternetRoute(vpc.internetGatewayId!, vpc.internetConnectivityEstablished);
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, loadBalancerSubnets: { subnets: [...vpc.publicSubnets, ipv4Only] } });

  expect(familyOf(stack)).toBe('ipv4');
});

test.each<[Network, Partial<LatticeExternalIngressProps>, string]>([
  ['an IPv4-only VPC', { ipAddressType: DUAL_STACK },
    '\'ipAddressType\' must be elbv2.IpAddressType.IPV4, because the subnet \'Stack/Vpc/PublicSubnet1\' of the load balancer has no IPv6 range: give each subnet one'],
  ['a new VPC', { exposure: Exposure.cloudFrontVpcOrigin(), ipAddressType: DUAL_STACK },
    '\'ipAddressType\' must be elbv2.IpAddressType.IPV4 with Exposure.cloudFrontVpcOrigin()'],
  ['a new VPC', { ipAddressType: DUAL_STACK_WITHOUT_PUBLIC_IPV4 },
    '\'ipAddressType\' must be elbv2.IpAddressType.IPV4 or elbv2.IpAddressType.DUAL_STACK, which are what a Network Load Balancer has'],
  ['a new VPC', { ipAddressType: IPV4, egress: Egress.ipv6Only() }, '\'egress\' must not be Egress.ipv6Only() with \'ipAddressType\''],
  ['an IPv4-only VPC', { clients: [RANGES.ipv6] },
    '\'clients\' must hold an IPv4 range, a prefix list or a security group, got 2001:db8::/32: the load balancer has IPv4 addresses only; ' +
    'add one of these, or give its subnets IPv6 ranges and choose elbv2.IpAddressType.DUAL_STACK with \'ipAddressType\''],
])('in %s a family that cannot work is refused (%#)', (network, props, message) => {
  expect(() => made(network, props)).toThrow(message);
});

describe('clients with IPv6 ranges', () => {
  const warning = Match.stringLikeRegexp('2001:db8::/32, but the load balancer has IPv4 addresses only: these clients cannot connect');

  test('are warned of where the load balancer has no IPv6 addresses', () => {
    Annotations.fromStack(made('an imported VPC', { clients: [RANGES.ipv4, RANGES.ipv6] })).hasWarning('/Stack/Ingress/Edge', warning);
  });

  test('are all in the error, or in the warning, that names them', () => {
    const further = ec2.Peer.ipv6('2001:db9::/32');
    const both = '2001:db8::/32, 2001:db9::/32';

    expect(() => made('an imported VPC', { clients: [RANGES.ipv6, further] })).toThrow(`got ${both}: `);
    Annotations.fromStack(made('an imported VPC', { clients: [RANGES.ipv4, RANGES.ipv6, further] }))
      .hasWarning('/Stack/Ingress/Edge', Match.stringLikeRegexp(`'clients' holds ${both}, but .*cdk-lattice-external-ingress:ipv6Clients`));
  });

  test('are none where all ranges are of IPv4', () => {
    Annotations.fromStack(made('an imported VPC', { clients: [RANGES.ipv4] })).hasNoWarning('/Stack/Ingress/Edge', Match.anyValue());
  });

  test('are no surprise where it has', () => {
    const stack = made('an imported VPC', { clients: [RANGES.ipv4, RANGES.ipv6], ipAddressType: DUAL_STACK });

    Annotations.fromStack(stack).hasNoWarning('*', warning);
  });
});
