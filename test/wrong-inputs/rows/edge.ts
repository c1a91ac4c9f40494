import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Egress, Exposure, HttpMode, RecordRouting } from '../../../src';
import { service } from '../../ingress';
import { groups, makeGroup, makeVpc, twice } from '../fixtures';
import { ingress, refused, refusedAt, Row, warned } from '../row';

const CLIENTS = 'say who may connect, for instance [ec2.Peer.ipv4(\'203.0.113.0/24\')]';
const principals = (...arns: string[]) => ({ privateLink: { allowedPrincipals: arns.map((arn) => new iam.ArnPrincipal(arn)) } });

/** The load balancer, its clients and records. */
export const EDGE: Row[] = [
  refused('clients', 'missing', 'not given', () => ({ clients: undefined }), `'clients' must be given: ${CLIENTS}`),
  refused('clients', 'missing', 'an entry is missing', () => ({ clients: [undefined] }), '\'clients[0]\' must be given: remove the entry, or look where its value comes from'),
  refused('clients', 'type', 'not a list', () => ({ clients: ec2.Peer.anyIpv4() }), '\'clients\' must be a list, got an object of the class AnyIPv4'),
  refused('clients', 'type', 'a text', () => ({ clients: ['203.0.113.0/24'] }), '\'clients[0]\' must be an ec2.Peer, such as ec2.Peer.ipv4(\'203.0.113.0/24\'), got \'203.0.113.0/24\''),
  refused('clients', 'empty', 'nothing left', () => ({ clients: [] }), `'clients' must not be empty: ${CLIENTS}`),
  refused('clients', 'twice', 'a range in two spellings', () => ({ clients: [ec2.Peer.ipv6('2001:db8::/32'), ec2.Peer.ipv6('2001:db8:0::/32')] }),
    '\'clients\' must hold each entry once, got \'2001:db8:0::/32\' twice: remove one of them'),
  refused('clients', 'malformed', 'a mask that is too long', () => ({ clients: [ec2.Peer.ipv4('203.0.113.0/99')] }),
    '\'clients\' must hold address ranges, such as 203.0.113.0/24, got \'203.0.113.0/99\''),
  refused('clients', 'malformed', 'a prefix list by its name', () => ({ clients: [ec2.Peer.prefixList('partners')] }),
    '\'clients\' must hold ids of prefix lists, such as pl-0123456789abcdef0, got \'partners\''),
  refused('clients', 'contradiction', 'IPv6 alone, and a load balancer without it', () => ({ clients: [ec2.Peer.anyIpv6()], ipAddressType: elbv2.IpAddressType.IPV4 }),
    '\'clients\' must hold an IPv4 range, a prefix list or a security group, got ::/0: the load balancer has IPv4 addresses only'),
  warned('clients', 'quota', 'more rules than a security group takes', (stack) => ({
    clients: [ec2.Peer.prefixList(new ec2.CfnPrefixList(stack, 'Partners', { prefixListName: 'partners', addressFamily: 'IPv4', maxEntries: 61 }).attrPrefixListId)],
  }), 'manyClients'),

  refused('tlsPort', 'malformed', 'no port', () => ({ tlsPort: 70_000 }), '\'tlsPort\' must be a whole number between 1 and 65535, got 70000'),
  refused('tlsPort', 'contradiction', 'the port of HTTP', () => ({ tlsPort: 80 }), '\'tlsPort\' must differ from the port of \'http\', got 80'),
  refused('http', 'contradiction', 'the port of TLS', () => ({ http: HttpMode.proxy({ port: 443 }) }), '\'tlsPort\' must differ from the port of \'http\', got 443'),
  refusedAt('HttpListenerOptions.port', 'malformed', 'no port', () => HttpMode.proxy({ port: 0 }), '\'port\' must be a whole number between 1 and 65535, got 0'),
  refusedAt('HttpListenerOptions.port', 'contradiction', 'the port of TLS', (stack) => ingress(stack, { http: HttpMode.proxy({ port: 443 }) }), '\'tlsPort\' must differ from the port of \'http\', got 443'),

  refused('loadBalancerSecurityGroups', 'missing', 'an entry is missing', () => ({ loadBalancerSecurityGroups: [undefined] }), '\'loadBalancerSecurityGroups[0]\' must be given'),
  refused('loadBalancerSecurityGroups', 'twice', 'the same twice', (stack) => ({ loadBalancerSecurityGroups: twice(groups(stack, 1)) }),
    '\'loadBalancerSecurityGroups\' must hold each entry once, got \'sg-0123456789abcdef0\' twice'),
  refused('loadBalancerSecurityGroups', 'elsewhere', 'of another VPC', (stack) => ({ loadBalancerSecurityGroups: [makeGroup(stack, 'Group', makeVpc(stack))] }),
    '\'loadBalancerSecurityGroups\' must be in the VPC of the ingress, which is \'Stack/Ingress/Network/Vpc\', got \'Stack/Group\' of another VPC'),

  refusedAt('InternetExposureOptions.elasticIpAllocationIds', 'missing', 'an entry is missing', () => Exposure.internet({ elasticIpAllocationIds: [undefined as never] }),
    '\'elasticIpAllocationIds[0]\' must be given'),
  refusedAt('InternetExposureOptions.elasticIpAllocationIds', 'empty', 'nothing left', () => Exposure.internet({ elasticIpAllocationIds: [] }),
    '\'elasticIpAllocationIds\' must not be empty: name one for each subnet of the load balancer, or leave it out'),
  refusedAt('InternetExposureOptions.elasticIpAllocationIds', 'twice', 'the same twice', () => Exposure.internet({ elasticIpAllocationIds: ['eipalloc-1', 'eipalloc-1'] }),
    '\'elasticIpAllocationIds\' must hold each entry once, got \'eipalloc-1\' twice: remove one of them'),
  refusedAt('InternetExposureOptions.elasticIpAllocationIds', 'malformed', 'an address', () => Exposure.internet({ elasticIpAllocationIds: ['203.0.113.7'] }),
    '\'elasticIpAllocationIds\' must hold allocation ids, such as eipalloc-0123456789abcdef0, got \'203.0.113.7\''),
  refusedAt('InternetExposureOptions.elasticIpAllocationIds', 'contradiction', 'not one for each subnet', (stack) => ingress(stack, { exposure: Exposure.internet({ elasticIpAllocationIds: ['eipalloc-1'] }) }),
    '\'elasticIpAllocationIds\' must hold one allocation id for each of the 3 subnets of the load balancer'),
  refused('exposure', 'contradiction', 'CloudFront, and tasks without IPv4', () => ({ exposure: Exposure.cloudFrontVpcOrigin(), egress: Egress.ipv6Only() }),
    '\'egress\' must not be Egress.ipv6Only() with \'exposure\''),
  refused('ipAddressType', 'malformed', 'one that a Network Load Balancer has not', () => ({ ipAddressType: elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4 }),
    '\'ipAddressType\' must be elbv2.IpAddressType.IPV4 or elbv2.IpAddressType.DUAL_STACK'),
  refused('ipAddressType', 'contradiction', 'IPv6 in subnets without', (stack) => ({ vpc: makeVpc(stack), ipAddressType: elbv2.IpAddressType.DUAL_STACK }),
    '\'ipAddressType\' must be elbv2.IpAddressType.IPV4, because the subnet'),
  refused('idleTimeout', 'malformed', 'out of range', () => ({ idleTimeout: Duration.seconds(10) }), '\'idleTimeout\' must be between 60 and 6000 seconds, got 10'),
  refused('idleTimeout', 'malformed', 'half a second', () => ({ idleTimeout: Duration.millis(90_500) }), '\'idleTimeout\' must be a whole number of seconds, got 90.5'),

  refused('privateLink', 'missing', 'no principals', () => ({ privateLink: {} }), '\'privateLink.allowedPrincipals\' must be given'),
  refused('PrivateLinkOptions.allowedPrincipals', 'missing', 'an entry is missing', () => ({ privateLink: { allowedPrincipals: [undefined] } }), '\'privateLink.allowedPrincipals[0]\' must be given'),
  refused('PrivateLinkOptions.allowedPrincipals', 'empty', 'no principal left', () => principals(),
    '\'privateLink.allowedPrincipals\' must not be empty: say who may make an endpoint, or leave \'privateLink\' out'),
  refused('PrivateLinkOptions.allowedPrincipals', 'twice', 'the same principal twice', () => principals('arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:root'),
    '\'privateLink.allowedPrincipals\' must hold each entry once, got \'arn:aws:iam::111122223333:root\' twice: remove one of them'),
  refused('PrivateLinkOptions.allowedPrincipals', 'malformed', 'an account by its number', () => principals('111122223333'),
    '\'privateLink.allowedPrincipals\' must hold ARNs of accounts, roles or users, such as arn:aws:iam::111122223333:root, got \'111122223333\''),
  warned('PrivateLinkOptions.acceptanceRequired', 'contradiction', 'everybody, and nobody accepts', () => ({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal('*')], acceptanceRequired: false } }), 'openEndpointService'),
  warned('PrivateLinkOptions.allowedPrincipals', 'contradiction', 'everybody, and nobody accepts', () => ({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal('*')], acceptanceRequired: false } }), 'openEndpointService'),

  refused('publicZone', 'contradiction', 'a private zone', (stack) => {
    const zone = new route53.PrivateHostedZone(stack, 'Zone', { zoneName: 'example.com', vpc: makeVpc(stack) });
    return { services: [service('api.example.com')], publicZone: zone };
  }, '\'publicZone\' must be a public hosted zone, got the private zone \'Stack/Zone\': records for the VPC are made by \'privateRecords\''),
  refused('publicZone', 'contradiction', 'past CloudFront', (stack) => ({
    services: [service('api.example.com')],
    exposure: Exposure.cloudFrontVpcOrigin(),
    publicZone: new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }),
  }), '\'publicZone\' must not be given with Exposure.cloudFrontVpcOrigin(): clients connect to CloudFront, and the records would lead past it; make them for the distribution'),
  refused('publicZone', 'contradiction', 'a name outside', (stack) => ({
    services: [service('api.example.org')], publicZone: new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }),
  }), '\'publicZone\' must hold every name that clients may ask for, got \'example.com\', which does not hold \'api.example.org\''),
  refused('recordRouting', 'contradiction', 'without a zone', () => ({ recordRouting: RecordRouting.primary('here') }), '\'recordRouting\' must not be given without \'publicZone\''),
  refused('recordRouting', 'twice', 'a record of the name that is not told apart', (stack) => {
    const publicZone = new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' });
    new route53.ARecord(stack, 'Record', { zone: publicZone, recordName: 'api', target: route53.RecordTarget.fromIpAddresses('192.0.2.1') });
    return { services: [service('api.example.com')], publicZone };
  }, '\'recordRouting\' must tell the records of \'api.example.com.\' apart, got no routing policy, as \'Stack/Record\': Route 53 refuses the second record'),
  refused('RecordRouting.latency(region)', 'twice', 'the Region of another ingress of the name', (stack) => {
    const publicZone = new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' });
    new route53.ARecord(stack, 'Record', {
      zone: publicZone, recordName: 'api', target: route53.RecordTarget.fromIpAddresses('192.0.2.1'), region: 'us-east-1', setIdentifier: 'green',
    });
    return { services: [service('api.example.com')], publicZone, recordRouting: RecordRouting.latency('blue', 'us-east-1') };
  }, '\'recordRouting\' must tell the records of \'api.example.com.\' apart, got the Region us-east-1, as \'Stack/Record\': Route 53 refuses the second record'),
  ...(['weighted', 'latency', 'primary', 'secondary'] as const).flatMap((policy) => {
    const place = `RecordRouting.${policy}(setIdentifier)`;
    const routing = (identifier: string) => {
      switch (policy) {
        case 'weighted': return RecordRouting.weighted(identifier, 1);
        case 'latency': return RecordRouting.latency(identifier, 'us-east-1');
        default: return RecordRouting[policy](identifier);
      }
    };
    return [
      refusedAt(place, 'missing', 'not given', () => routing(undefined as never), '\'setIdentifier\' must be given'),
      refusedAt(place, 'type', 'a number', () => routing(1 as never), '\'setIdentifier\' must be a text, got 1'),
      refusedAt(place, 'empty', 'no character', () => routing(''), '\'setIdentifier\' must have 1 to 128 characters'),
      refusedAt(place, 'malformed', 'too long', () => routing('x'.repeat(129)), '\'setIdentifier\' must have 1 to 128 characters'),
    ];
  }),
  refusedAt('RecordRouting.weighted(weight)', 'missing', 'not given', () => RecordRouting.weighted('a', undefined as never), '\'weight\' must be a whole number between 0 and 255, got undefined'),
  refusedAt('RecordRouting.weighted(weight)', 'malformed', 'out of range', () => RecordRouting.weighted('a', 256), '\'weight\' must be a whole number between 0 and 255, got 256'),
  refusedAt('RecordRouting.latency(region)', 'missing', 'not given', () => RecordRouting.latency('a', undefined as never), '\'region\' must be given'),
  refusedAt('RecordRouting.latency(region)', 'empty', 'no character', () => RecordRouting.latency('a', ''), '\'region\' must be the name of a Region, such as eu-west-1, got \'\''),
  refusedAt('RecordRouting.latency(region)', 'malformed', 'a country', () => RecordRouting.latency('a', 'ireland'), '\'region\' must be the name of a Region, such as eu-west-1, got \'ireland\''),
  warned('RecordRouting.latency(region)', 'elsewhere', 'another Region than that of the stack', (stack) => ({
    services: [service('api.example.com')],
    publicZone: new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }),
    recordRouting: RecordRouting.latency('a', 'eu-west-1'),
  }), 'recordsOfAnotherRegion'),
];
