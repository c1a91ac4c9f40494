import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Egress } from '../../../src';
import { service } from '../../ingress';
import { refused, refusedAt, Row } from '../row';

/** A class of the user, which says this of itself. */
function peer(ingress: () => any, egress: () => any = ingress): ec2.IPeer {
  return { uniqueId: 'mine', canInlineRule: true, connections: new ec2.Connections(), toIngressRuleConfig: ingress, toEgressRuleConfig: egress };
}

const refuses = () => { throw new Error('not here'); };
const SHAPES: [fault: string, ingress: () => any, said: string][] = [
  ['a class of the user without a source', () => ({ description: 'mine' }), 'whose toIngressRuleConfig() names none: use ec2.Peer'],
  ['a class of the user that returns nothing', () => undefined, 'whose toIngressRuleConfig() names none: use ec2.Peer'],
  ['a class of the user with an empty source', () => ({ cidrIp: '' }), 'whose toIngressRuleConfig() names none: use ec2.Peer'],
  ['a class of the user with two sources', () => ({ cidrIp: '203.0.113.0/24', cidrIpv6: '2001:db8::/32' }), 'whose toIngressRuleConfig() names cidrIp and cidrIpv6: use ec2.Peer'],
  ['a class of the user with a range and a prefix list', () => ({ cidrIp: '203.0.113.0/24', sourcePrefixListId: 'pl-0123456789abcdef0' }), 'whose toIngressRuleConfig() names cidrIp and sourcePrefixListId'],
  ['a class of the user that throws', refuses, 'whose toIngressRuleConfig() throws \'not here\': use ec2.Peer'],
];

/** Peers of classes of the user. */
export const USER_PEERS: Row[] = [
  ...SHAPES.flatMap(([fault, ingress, said]) => [
    refused('clients', 'malformed', fault, () => ({ clients: [peer(ingress)] }), said),
    refused('IngressRoute.clients', 'malformed', fault, () => ({ services: [{ ...service('api.example.com'), clients: [peer(ingress)] }] }), said),
    refused('RestrictedDomain.clients', 'malformed', fault, () => ({ restrictedDomains: [{ domainName: 'api.example.com', clients: [peer(ingress)] }] }), said),
    refusedAt('ExistingRoutesOptions.to', 'malformed', fault, () => Egress.existingRoutes({ to: [peer(ingress)] }), said),
  ]),
  refusedAt('ExistingRoutesOptions.to', 'malformed', 'a class of the user that no egress rule can name',
    () => Egress.existingRoutes({ to: [peer(() => ({ cidrIp: '203.0.113.0/24' }), () => ({}))] }), '\'to\' must hold peers that are one range, prefix list or security group, got \'mine\', whose toEgressRuleConfig() names none'),
  refused('clients', 'type', 'a class of the user without \'uniqueId\'', () => ({ clients: [{ toIngressRuleConfig: () => ({ cidrIp: '203.0.113.0/24' }) }] }),
    '\'clients[0]\' must be an ec2.Peer, such as ec2.Peer.ipv4(\'203.0.113.0/24\')'),
];
