import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { canonical, ipRangeOf, isMapped, isRange } from './ip-ranges';
import { requireDifferent, requireThat } from './validation';

/** Throws where EC2 would refuse a rule for one of these peers, or the second rule for the same one. */
export function requirePeers(prop: string, peers: ec2.IPeer[]): ec2.IPeer[] {
  for (const { cidrIp, cidrIpv6, sourcePrefixListId } of peers.map(configOf)) {
    [cidrIp, cidrIpv6].filter((range) => range !== undefined).forEach((range) => requireRange(prop, range));
    if (sourcePrefixListId !== undefined) {
      requireThat(prop, sourcePrefixListId, (id) => /^pl-[0-9a-f]+$/.test(id), 'hold ids of prefix lists, such as pl-0123456789abcdef0');
    }
  }
  requireDifferent(prop, peers.map((peer) => Object.values(configOf(peer)).filter((text) => typeof text === 'string').join(' ')), canonical);
  return peers;
}

/** Throws where a text is no range, or one of IPv4 addresses as IPv6 would write them, which no packet has. */
export function requireRange(prop: string, range: string, expected = 'hold address ranges, such as 203.0.113.0/24'): string {
  requireThat(prop, range, isRange, expected);
  return requireThat(prop, range, (text) => !isMapped(ipRangeOf(text)!), 'hold ranges of IPv4 addresses as such', 'write 203.0.113.0/24 for ::ffff:203.0.113.0/120, with ec2.Peer.ipv4() where a peer is wanted');
}

/** What a rule says of its peer, as the properties of an ingress rule. */
export function configOf(peer: ec2.IPeer): Partial<Pick<ec2.CfnSecurityGroup.IngressProperty, 'cidrIp' | 'cidrIpv6' | 'sourcePrefixListId' | 'sourceSecurityGroupId'>> {
  return peer.toIngressRuleConfig();
}

/** The id of the prefix list behind a peer, if it is one whose id is known at synth. */
export function literalPrefixListOf(peer: ec2.IPeer): string | undefined {
  const { sourcePrefixListId: id } = configOf(peer);
  return id === undefined || Token.isUnresolved(id) ? undefined : id;
}
