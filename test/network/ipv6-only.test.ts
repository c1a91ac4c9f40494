import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Egress, Exposure, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeServiceNetwork, ProxyImage } from '../../src';
import { compulsoryProps, errorOf, service, TestIngress } from '../ingress';

const egress = Egress.ipv6Only();

describe('IPv6 only', () => {
  const { template, nginxConf, stack } = new TestIngress({ egress, services: [service('api.example.com')] });

  test('has tasks in subnets without IPv4, behind an egress-only internet gateway', () => {
    const isolated = Object.entries(template.findResources('AWS::EC2::Subnet')).filter(([id]) => id.includes('Isolated'));

    expect(isolated).toHaveLength(3);
    isolated.forEach(([, { Properties }]) => {
      expect(Properties).toMatchObject({ Ipv6Native: true, AssignIpv6AddressOnCreation: true, Ipv6CidrBlock: expect.anything() });
      expect(Properties).not.toHaveProperty('CidrBlock');
      expect(Properties).not.toHaveProperty('MapPublicIpOnLaunch');
    });
    template.resourceCountIs('AWS::EC2::EgressOnlyInternetGateway', 1);
    template.resourcePropertiesCountIs('AWS::EC2::Route', { EgressOnlyInternetGatewayId: Match.anyValue(), DestinationIpv6CidrBlock: '::/0' }, 3);
  });

  test('Egress.ipv6Only() makes no paid endpoint, and warns that egress is wider', () => {
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: Match.arrayWith([Match.objectLike({ CidrIpv6: '::/0', FromPort: 443, ToPort: 443 })]),
    });
    Annotations.fromStack(stack).hasWarning('/Stack/Ingress/Network', Match.stringLikeRegexp('may connect to any IPv6 address'));
  });

  test('pulls its image by the name of ECR that has IPv6 addresses', () => {
    const [{ Image }] = Object.values(template.findResources('AWS::ECS::TaskDefinition'))[0].Properties.ContainerDefinitions;

    expect(Image['Fn::Join'][1].filter((part: unknown) => typeof part === 'string').join('*')).toBe('.dkr-ecr.*.on.aws/*@');
  });

  test('is reached by the load balancer over IPv6, and believes it by its IPv6 ranges', () => {
    template.allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { IpAddressType: 'ipv6' });
    expect(nginxConf).toContain('listen [::]:8443 proxy_protocol');
    expect(nginxConf).toContain('listen [::]:8081');
    expect(nginxConf.match(/^ +<Fn::Select \[0,\{"Fn::GetAtt":\["IngressNetworkVpcPublicSubnet\dSubnet\w+","Ipv6CidrBlocks"\]\}\]> 1;/gm)).toHaveLength(6);
  });

  test('warns not of the IPv4 ranges of its subnets, from which nothing connects', () => {
    const made = new TestIngress({ egress, trustedProxies: ['2001:db8::/56'] });

    Annotations.fromStack(made.stack).hasNoWarning('*', Match.stringLikeRegexp('untrustedLoadBalancer'));
  });

  test('asks the resolver that has an IPv6 address, for IPv6 addresses', () => {
    expect(nginxConf.match(/resolver \[fd00:ec2::253\] ipv4=off/g)).toHaveLength(2);
  });
});

describe('what has addresses of one family is in subnets that have them, with IPv6 only', () => {
  const EXPOSURES = { 'internet()': Exposure.internet(), 'privateNetwork()': Exposure.privateNetwork() };
  const network = LatticeServiceNetwork.fromServiceNetworkId(new Stack(), 'Network', 'sn-0123456789abcdef0');
  const ACCESSES: Record<string, LatticeAccess> = {
    'vpcAssociation()': LatticeAccess.vpcAssociation(network),
    'alreadyAssociated()': LatticeAccess.alreadyAssociated(),
    'serviceNetworkEndpoints()': LatticeAccess.serviceNetworkEndpoints([network]),
    'serviceNetworkEndpoints() in public subnets': LatticeAccess.serviceNetworkEndpoints(
      [network], { subnets: { subnetType: ec2.SubnetType.PUBLIC } }),
  };
  const FAMILIES: Record<string, string> = { dualstack: 'IPv4 and IPv6', ipv4: 'IPv4', ipv6: 'IPv6' };

  test.each(Object.keys(EXPOSURES).flatMap((exposure) => Object.keys(ACCESSES).map((lattice) => [exposure, lattice] as const)))('%s, %s', (exposure, lattice) => {
    const made = new TestIngress({
      egress, exposure: EXPOSURES[exposure as keyof typeof EXPOSURES], lattice: ACCESSES[lattice], services: [service('api.example.com')],
    }).template;
    const subnets = made.findResources('AWS::EC2::Subnet');
    const familiesOf = ({ Ref }: { Ref: string }) => {
      const { CidrBlock, Ipv6CidrBlock } = subnets[Ref].Properties;
      return [...CidrBlock ? ['IPv4'] : [], ...Ipv6CidrBlock ? ['IPv6'] : []].join(' and ');
    };

    const placed = [
      ...Object.values(made.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer')).map(({ Properties }) => [Properties.IpAddressType, Properties.Subnets]),
      ...Object.values(made.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => [Properties.IpAddressType, Properties.SubnetIds]),
    ];
    expect(placed).toHaveLength(lattice.startsWith('serviceNetworkEndpoints') ? 2 : 1);
    placed.forEach(([type, ids]) => expect([type, ...new Set(ids.map(familiesOf))]).toEqual([type, FAMILIES[type]]));
  });
});

test.each<[Partial<LatticeExternalIngressProps>, string]>([
  [{ enableExecuteCommand: true }, '\'egress\' must not be Egress.ipv6Only() with \'enableExecuteCommand\': ECS Exec needs IPv4'],
  [{ exposure: Exposure.cloudFrontVpcOrigin() }, '\'egress\' must not be Egress.ipv6Only() with \'exposure\': a CloudFront VPC origin is a load balancer without IPv6'],
  [{ ipAddressType: elbv2.IpAddressType.IPV4 },
    '\'egress\' must not be Egress.ipv6Only() with \'ipAddressType\': a load balancer without IPv6 cannot reach such tasks; choose elbv2.IpAddressType.DUAL_STACK'],
  [{ image: ProxyImage.fromRegistry('registry.example.com/nginx') }, '\'image\' must come from ECR with Egress.ipv6Only(): use ProxyImage.copyOnDeploy()'],
])('what AWS refuses with it is refused at synth (%#)', (props, message) => {
  expect(errorOf({ egress, ...props })).toContain(message);
});

test('an existing VPC keeps its subnets', () => {
  const stack = new Stack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });

  expect(() => new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, egress }))
    .toThrow('\'egress\' must not be Egress.ipv6Only() with \'vpc\': the subnets of an existing VPC are not changed; use Egress.existingRoutes()');
});
