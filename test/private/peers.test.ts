import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { requirePeers } from '../../src/private/peers';

/** A class of the user whose rules hold more than CDK's. */
function peerWith(config: Record<string, unknown>): ec2.IPeer {
  return Object.assign(Object.create(ec2.Peer.anyIpv4()), { uniqueId: 'mine', toIngressRuleConfig: () => config }) as ec2.IPeer;
}

test('a property of a rule that only reads like a source of packets is none', () => {
  const peer = peerWith({ cidrIp: '203.0.113.0/24', cidrIpNote: 'the office', myCidrIp: '198.51.100.0/24', mysourceSecurityGroupId: 'sg-1', sourceSecurityGroupIds: ['sg-1'] });

  expect(requirePeers('clients', [peer])).toEqual([peer]);
});

test.each([
  [{}, 'none'],
  [{ cidrIp: '' }, 'none'],
  [{ cidrIp: '203.0.113.0/24', cidrIpv6: '2001:db8::/32' }, 'cidrIp and cidrIpv6'],
  [{ sourcePrefixListId: 'pl-1', sourceSecurityGroupId: 'sg-1' }, 'sourcePrefixListId and sourceSecurityGroupId'],
  [{ destinationPrefixListId: 'pl-1', destinationSecurityGroupId: 'sg-1' }, 'destinationPrefixListId and destinationSecurityGroupId'],
])('a rule names its peer once, and not as in %j', (config, named) => {
  expect(() => requirePeers('clients', [peerWith(config)])).toThrow(new Error('\'clients\' must hold peers that are one range, prefix list or security group, got \'mine\', '
    + `whose toIngressRuleConfig() names ${named}: use ec2.Peer, as in ec2.Peer.ipv4('203.0.113.0/24')`));
});

test.each(['pl-', 'pl-0123456789abcdef0;', 'my-pl-0123456789abcdef0', 'pl-g'])('%j is no id of a prefix list', (id) => {
  expect(() => requirePeers('clients', [ec2.Peer.prefixList(id)]))
    .toThrow(new Error(`'clients' must hold ids of prefix lists, such as pl-0123456789abcdef0, got '${id}'`));
});

test('peers that are the same in two spellings are one', () => {
  expect(() => requirePeers('clients', [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv4('203.0.113.7/24')]))
    .toThrow("'clients' must hold each entry once, got '203.0.113.7/24' twice: remove one of them");
});
