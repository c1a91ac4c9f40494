import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Exposure, LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { ClientSources, clientRangesOf } from '../../src/edge/restricted-names';
import { compulsoryProps, errorOf, service, TestIngress } from '../ingress';

const v4 = (range: string) => ec2.Peer.ipv4(range);
const v6 = (range: string) => ec2.Peer.ipv6(range);
/** A peer that says this, whatever it is. */
const peerOf = (cidrIp: string): ec2.IPeer => ({ ...v4('203.0.113.0/24'), uniqueId: cidrIp, toIngressRuleConfig: () => ({ cidrIp }) } as any);
const IPV4 = [v4('203.0.113.0/24'), v4('198.51.100.0/25'), v4('198.51.100.128/25')];
const CLIENTS = [...IPV4, v6('2001:db8::/32')];

const INTERNET = { clients: CLIENTS, internetFacing: true, behindCloudFront: false };
const PRIVATE_LINK = { allowedPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:root')] };

/** The ranges of a name that these clients may ask for, at an ingress with these props. */
const rangesOf = (clients: ec2.IPeer[], sources: Partial<ClientSources> = {}) =>
  clientRangesOf(new Stack(), [{ domainName: 'a.example.com', clients, prop: 'prop' }], { ...INTERNET, ...sources }).get('a.example.com');

describe('clients of a name', () => {
  const NEED_RANGES = 'must hold address ranges, such as ec2.Peer.ipv4(\'203.0.113.0/24\'), got ';
  const NEED_CIDR = 'must hold address ranges in CIDR notation, such as 203.0.113.0/24 or 2001:db8::/32, got ';
  const NEED_INSIDE = 'must lie within \'clients\' of the ingress, got ';

  test.each<[what: string, clients: ec2.IPeer[], message: string]>([
    ['nobody', [], 'must not be empty: name the ranges of those who may ask for it, or leave it out'],
    ['a prefix list', [ec2.Peer.prefixList('pl-0123456789abcdef0')], `${NEED_RANGES}'pl-0123456789abcdef0': the proxy compares addresses, and cannot look into prefix lists and security groups; name the ranges`],
    ['a security group', [ec2.Peer.securityGroupId('sg-0123456789abcdef0')], `${NEED_RANGES}'sg-0123456789abcdef0': `],
    ['what EC2 would refuse', [v4('203.0.113.0/33')], `${NEED_CIDR}'203.0.113.0/33'`],
    ['what would end an entry of nginx.conf', [peerOf('203.0.113.0/24 ""; 0.0.0.0/0')], `${NEED_CIDR}'203.0.113.0/24 ""; 0.0.0.0/0'`],
    ['what would be two entries', [peerOf('203.0.113.0/24,0.0.0.0/0')], `${NEED_CIDR}'203.0.113.0/24,0.0.0.0/0'`],
    ['IPv4 as IPv6', [v6('::ffff:cb00:7100/120')], 'must hold ranges of IPv4 addresses as such, got \'::ffff:cb00:7100/120\': write 203.0.113.0/24 for ::ffff:203.0.113.0/120'],
    ['an address in a range', [v4('203.0.113.7/24')], 'must hold ranges that start at their first address, got \'203.0.113.7/24\': shorten the prefix, or set the bits behind it to zero'],
    ['the broadcast address', [v4('255.255.255.255/32')], 'must hold ranges that clients can have, got \'255.255.255.255/32\': remove the broadcast address'],
    ['the same twice', [peerOf('2001:db8:A::/48'), v6('2001:db8:a::/48')], 'must hold each entry once, got \'2001:db8:a::/48\' twice: remove one of them'],
    ['a range outside', [v4('192.0.2.0/24')], `${NEED_INSIDE}'192.0.2.0/24': the load balancer drops the packets of everybody else; add the range to 'clients' of the ingress, or remove it here`],
    ['a range that is partly outside', [v4('203.0.112.0/23')], `${NEED_INSIDE}'203.0.112.0/23': `],
    ['everybody', [ec2.Peer.anyIpv6()], `${NEED_INSIDE}'::/0': `],
  ])('may not be %s', (_, clients, message) => {
    expect(() => rangesOf(clients)).toThrow(`'prop' ${message}`);
  });

  test('clients of a name may not be given behind CloudFront, whose address is all that the proxy sees', () => {
    expect(() => rangesOf([v4('203.0.113.0/25')], { behindCloudFront: true })).toThrow('\'prop\' must not be given with Exposure.cloudFrontVpcOrigin(): ');
  });

  test('clients of a name may not be given with PrivateLink, whose clients choose their addresses', () => {
    expect(() => rangesOf([v4('203.0.113.0/25')], { privateLink: PRIVATE_LINK })).toThrow('\'prop\' must not be given with \'privateLink\': ');
  });

  test('may lie in several ranges of the ingress together', () => {
    expect(rangesOf([v4('198.51.100.0/24')])).toEqual(['198.51.100.0/24']);
  });

  test('are in an order of their own', () => {
    expect(rangesOf([v4('203.0.113.0/25'), v4('198.51.100.0/25')])).toEqual(rangesOf([v4('198.51.100.0/25'), v4('203.0.113.0/25')]));
  });

  test.each<[what: string, unknown: Partial<ClientSources>]>([
    ['a prefix list', { clients: [ec2.Peer.prefixList('pl-0123456789abcdef0')] }],
    ['a prefix list beside ranges', { clients: [...CLIENTS, ec2.Peer.prefixList('pl-0123456789abcdef0')] }],
    ['a token', { clients: [v4(new CfnParameter(new Stack(), 'Range').valueAsString)] }],
    ['a further security group', { loadBalancerSecurityGroups: [ec2.SecurityGroup.fromSecurityGroupId(new Stack(new App()), 'Group', 'sg-0123456789abcdef0')] }],
  ])('are not compared with clients of the ingress that are not known: %s', (_, unknown) => {
    expect(rangesOf([v4('192.0.2.0/24')], unknown)).toEqual(['192.0.2.0/24']);
  });

  test('are compared with clients of the ingress of one source each, and an error names those', () => {
    const both = { ...v4('203.0.113.0/24'), uniqueId: 'both', toIngressRuleConfig: () => ({ cidrIp: '203.0.113.0/24', cidrIpv6: '2001:db8::/32' }) } as any;

    expect(() => rangesOf([v4('203.0.113.0/25')], { clients: [both] })).toThrow(/^'clients' must /);
  });

  test('are named in errors where the user wrote them', () => {
    const outside = [v4('192.0.2.0/24')];
    expect(errorOf({ services: [service('b.example.com'), { ...service('a.example.com'), clients: outside }] })).toMatch(/^'services\[1\]\.clients' must lie within /);
    expect(errorOf({ restrictedDomains: [{ domainName: '*.a.example.com', clients: outside }] })).toMatch(/^'restrictedDomains\[0\]\.clients' must lie within /);
    expect(errorOf({ exposure: Exposure.cloudFrontVpcOrigin(), restrictedDomains: [{ domainName: 'a.example.com', clients: IPV4 }] })).toMatch(/must not be given with Exposure/);
    expect(errorOf({ privateLink: PRIVATE_LINK, restrictedDomains: [{ domainName: 'a.example.com', clients: IPV4 }] })).toMatch(/must not be given with 'privateLink'/);
  });
});

test('a name of IPv6 clients alone is refused where the load balancer has no IPv6, and one that has others too is warned of', () => {
  const overIpv4 = (...clients: ec2.IPeer[]) => ({ clients: CLIENTS, ipAddressType: elbv2.IpAddressType.IPV4, services: [{ ...service('a.example.com'), clients }] });

  expect(errorOf(overIpv4(v6('2001:db8::/32')))).toMatch(/^'services\[0\]\.clients' must hold an IPv4 range, .* got 2001:db8::\/32: the load balancer has IPv4 addresses only; /);
  const { stack } = new TestIngress(overIpv4(v6('2001:db8::/32'), v4('203.0.113.0/24')));
  Annotations.fromStack(stack).hasWarning('/Stack/Ingress/Edge', Match.stringLikeRegexp('\'services\\[0\\]\\.clients\' holds 2001:db8::/32, but'));
});

test('a name is named once, whatever it is listed for', () => {
  expect(errorOf({ services: [service('a.example.com')], restrictedDomains: [{ domainName: 'A.example.com', clients: [v4('203.0.113.0/24')] }] }))
    .toBe('each name must lead to one place, got \'a.example.com\' in \'services\' and in \'restrictedDomains\': remove one of them');
});

test('a restricted domain needs a name and clients', () => {
  expect(errorOf({ restrictedDomains: [{ clients: [v4('203.0.113.0/24')] } as any] })).toMatch(/^'restrictedDomains\[0\]\.domainName' must be given: /);
  expect(errorOf({ restrictedDomains: [{ domainName: 'a.example.com' } as any] })).toMatch(/^'restrictedDomains\[0\]\.clients' must be given: .*'allowedDomains'$/);
  expect(errorOf({ restrictedDomains: [{ domainName: '*', clients: [v4('203.0.113.0/24')] }] })).toMatch(/^'restrictedDomains' must hold DNS names, /);
});

describe('the proxy', () => {
  const conf = (props: Partial<LatticeExternalIngressProps>) => new TestIngress({ clients: CLIENTS, ...props }).nginxConf;
  const A = [v4('203.0.113.0/25'), v6('2001:db8:a::/48')];
  const withOrder = (order: <T>(list: T[]) => T[]) => ({
    services: order([{ ...service('a.example.com'), clients: order(A) }, service('open.example.com')]),
    restrictedDomains: [{ domainName: '*.a.example.com', clients: A }],
  });
  const restricted = withOrder((list) => list);

  test('is told the ranges of a set once on each side, however many names are theirs', () => {
    expect(conf(restricted).match(/geo \$proxy_protocol_addr \$stop_\d.*/g))
      .toEqual(Array(2).fill('geo $proxy_protocol_addr $stop_1 { default "!"; 2001:db8:a::/48 ""; 203.0.113.0/25 ""; }'));
  });

  test('stops on names that have clients, and on no others', () => {
    const text = conf(restricted);
    expect(text).toContain(' a.example.com ${stop_1}tls-a_example_com;');
    expect(text).toContain(' *.a.example.com ${stop_1}$ssl_preread_server_name:443;');
    expect(text).toContain(' open.example.com tls-a_example_com;');
    expect(text).toContain('"a.example.com a.example.com:80" ${stop_1}http-a_example_com;');
    expect(text).toContain('*.a.example.com ${stop_1}$host:80;');
  });

  test('is told the same in another order of ranges, names and props', () => {
    expect(conf(withOrder((list) => [...list].reverse()))).toBe(conf(restricted));
  });

  test('is told what it was told before where no name has clients', () => {
    expect(conf({ services: [service('a.example.com')], restrictedDomains: [] })).not.toMatch(/stop|admitted|client-not-allowed/);
  });

  test('takes a range that is known when the stack is deployed', () => {
    const stack = new Stack(new App(), 'Stack');
    const range = new CfnParameter(stack, 'Range').valueAsString;
    expect(() => new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), services: [{ ...service('a.example.com'), clients: [v4(range)] }] })).not.toThrow();
  });
});
