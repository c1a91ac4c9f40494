import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AvailabilityZones, Exposure, HttpMode, LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { compulsoryProps, errorOf, service, TestIngress } from '../ingress';

/** Puts a list into an order. */
type Order = <T>(list: T[]) => T[];

const loadBalancerOf = (props: Partial<LatticeExternalIngressProps>) =>
  new TestIngress(props).properties('AWS::ElasticLoadBalancingV2::LoadBalancer');

describe('exposure', () => {
  test('to the internet may use Elastic IPs, one a zone', () => {
    const elasticIpAllocationIds = ['eipalloc-0a', 'eipalloc-0b', 'eipalloc-0c'];
    const { SubnetMappings, Subnets, IpAddressType } = loadBalancerOf({ exposure: Exposure.internet({ elasticIpAllocationIds }) });

    expect(SubnetMappings.map(({ AllocationId }: any) => AllocationId)).toEqual(elasticIpAllocationIds);
    expect(Subnets).toBeUndefined();
    expect(IpAddressType).toBe('dualstack');
  });

  test.each([
    ['with Elastic IPs', Exposure.internet({ elasticIpAllocationIds: ['eipalloc-0a', 'eipalloc-0b', 'eipalloc-0c'] })],
    ['with addresses that AWS assigns', Exposure.internet()],
  ])('to the internet %s waits until the internet gateway is attached and routed to', (_, exposure) => {
    const { template } = new TestIngress({ exposure });
    const [{ DependsOn }] = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'));

    expect([...DependsOn].sort()).toEqual(Object.keys(template.findResources('AWS::EC2::Route')).concat(
      Object.keys(template.findResources('AWS::EC2::SubnetRouteTableAssociation')).filter((id) => id.includes('PublicSubnet'))).sort());
  });

  test.each<[string[], RegExp | string]>([
    [['eipalloc-0a'], /^'elasticIpAllocationIds' must hold one allocation id for each of the 3 subnets of the load balancer, got \['eipalloc-0a'\]$/],
    ...['203.0.113.1', 'my-eipalloc-0a', 'eipalloc-0a (mine)'].map((id): [string[], string] =>
      [[id], `'elasticIpAllocationIds' must hold allocation ids, such as eipalloc-0123456789abcdef0, got '${id}'`]),
    [[], /^'elasticIpAllocationIds' must not be empty/],
  ])('refuses %o', (elasticIpAllocationIds, message) => {
    expect(() => new TestIngress({ exposure: Exposure.internet({ elasticIpAllocationIds }) })).toThrow(message);
  });

  test('may be internal, in the subnets of the tasks', () => {
    const { Scheme, Subnets } = loadBalancerOf({ exposure: Exposure.privateNetwork(), availabilityZones: AvailabilityZones.count(2) });

    expect(Scheme).toBe('internal');
    expect(Subnets.map(({ Ref }: any) => Ref)).toEqual([expect.stringContaining('IsolatedSubnet1'), expect.stringContaining('IsolatedSubnet2')]);
  });

  test('to CloudFront is internal and IPv4 only', () => {
    expect(loadBalancerOf({ exposure: Exposure.cloudFrontVpcOrigin() })).toMatchObject({ Scheme: 'internal', IpAddressType: 'ipv4' });
  });
});

describe('listeners', () => {
  test('may be on other ports', () => {
    const { template, nginxConf } = new TestIngress({ tlsPort: 8443, http: HttpMode.proxy({ port: 8080 }), services: [service('api.example.com')] });

    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 8443 });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 8080 });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [Match.objectLike({ FromPort: 8443, ToPort: 8443 })] });
    expect(nginxConf).toContain('"api.example.com api.example.com:8080"');
  });

  test('may send HTTP to HTTPS, for names on the list', () => {
    const { nginxConf } = new TestIngress({ tlsPort: 8443, http: HttpMode.redirectToHttps() });

    expect(nginxConf).toContain('return 301 https://$host:8443$request_uri;');
    expect(nginxConf).not.toContain('proxy_pass http://');
  });

  test('may leave HTTP out', () => {
    const { template, ingress, nginxConf } = new TestIngress({ http: HttpMode.off() });

    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 1);
    expect(ingress.httpTargetGroup).toBeUndefined();
    expect(nginxConf).not.toContain('http {');
  });

  test.each([
    [{ tlsPort: 0 }, '\'tlsPort\' must be a whole number between 1 and 65535, got 0'],
    [{ tlsPort: 80 }, '\'tlsPort\' must differ from the port of \'http\', got 80'],
  ])('are checked: not %o', (props, message) => {
    expect(errorOf(props)).toBe(message);
    expect(() => HttpMode.proxy({ port: 70000 })).toThrow('\'port\' must be a whole number between 1 and 65535, got 70000');
  });
});

describe('the load balancer', () => {
  test('may balance over zones, refuse deletion and take part in zonal shifts', () => {
    const { LoadBalancerAttributes } = loadBalancerOf({ crossZoneEnabled: true, deletionProtection: true, zonalShift: true });

    expect(LoadBalancerAttributes).toEqual(expect.arrayContaining([
      { Key: 'load_balancing.cross_zone.enabled', Value: 'true' },
      { Key: 'deletion_protection.enabled', Value: 'true' },
      { Key: 'zonal_shift.config.enabled', Value: 'true' },
    ]));
  });

  test('and the proxy wait as long as each other', () => {
    const { template, nginxConf } = new TestIngress({ idleTimeout: Duration.minutes(10) });

    template.allResourcesProperties('AWS::ElasticLoadBalancingV2::Listener', { ListenerAttributes: [{ Key: 'tcp.idle_timeout.seconds', Value: '600' }] });
    ['proxy_timeout 600s;', 'proxy_read_timeout 600s;', 'proxy_send_timeout 600s;'].forEach((line) => expect(nginxConf).toContain(line));
  });

  test.each([60, 6000])('and the proxy may wait for %d seconds', (seconds) => {
    expect(new TestIngress({ idleTimeout: Duration.seconds(seconds) }).nginxConf).toContain(`proxy_timeout ${seconds}s;`);
  });

  test.each([59, 6001])('and the proxy cannot wait for %d seconds', (seconds) => {
    expect(errorOf({ idleTimeout: Duration.seconds(seconds) })).toBe(`'idleTimeout' must be between 60 and 6000 seconds, got ${seconds}`);
  });

  test.each([
    ['with Elastic IPs', (inOrder: Order) => Exposure.internet({ elasticIpAllocationIds: inOrder(['eipalloc-0a', 'eipalloc-0b']) })],
    ['with addresses that AWS assigns', () => Exposure.internet()],
  ])('%s is the same in another order of subnets and principals', (_, exposure) => {
    const madeIn = (inOrder: Order) => {
      const stack = new Stack();
      const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
      new LatticeExternalIngress(stack, 'Ingress', {
        ...compulsoryProps(stack),
        vpc,
        loadBalancerSubnets: { subnets: inOrder(vpc.publicSubnets) },
        exposure: exposure(inOrder),
        privateLink: { allowedPrincipals: inOrder(['role/a', 'role/b'].map((who) => new iam.ArnPrincipal(`arn:aws:iam::111122223333:${who}`))) },
      });
      return Template.fromStack(stack).toJSON();
    };

    expect(madeIn((list) => [...list].reverse())).toEqual(madeIn((list) => list));
  });

  test('privateLink offers the load balancer to named principals', () => {
    const { template, ingress } = new TestIngress({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:root')] } });

    template.hasResourceProperties('AWS::EC2::VPCEndpointService', { AcceptanceRequired: true });
    template.hasResourceProperties('AWS::EC2::VPCEndpointServicePermissions', { AllowedPrincipals: ['arn:aws:iam::111122223333:root'] });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off' });
    expect(ingress.endpointService).toBeDefined();
  });

  test.each(['role/Partner', 'role/partners/Gateway', 'user/a'])('privateLink may name %s', (who) => {
    const arn = `arn:aws:iam::111122223333:${who}`;

    new TestIngress({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal(arn)] } }).template
      .hasResourceProperties('AWS::EC2::VPCEndpointServicePermissions', { AllowedPrincipals: [arn] });
  });

  test.each(['arn:aws:iam::111122223333:rooted', 'arn:aws:iam::111122223333:root/me', 'arn:aws:iam::111122223333:role/'])('privateLink cannot name %s', (arn) => {
    expect(errorOf({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal(arn)] } }))
      .toBe(`'privateLink.allowedPrincipals' must hold ARNs of accounts, roles or users, such as arn:aws:iam::111122223333:root, got '${arn}'`);
  });

  test.each([
    ['named principals, and nobody accepts', 'arn:aws:iam::111122223333:root', false],
    ['everybody, and somebody accepts', '*', true],
  ])('privateLink warns of nothing where it is for %s', (_, arn, acceptanceRequired) => {
    const { stack } = new TestIngress({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal(arn)], acceptanceRequired } });

    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('privateLink'));
  });
});
