import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { canonical, ipRangeOf, isMapped, isRange } from './ip-ranges';
import { requireUnique, requireThat } from './validation';

/** What a rule says of its peer, as the properties of an ingress rule. */
type PeerConfig = Partial<Pick<ec2.CfnSecurityGroup.IngressProperty, 'cidrIp' | 'cidrIpv6' | 'sourcePrefixListId' | 'sourceSecurityGroupId'>>;

/** Throws where EC2 would refuse a rule for one of these peers, or the second rule for the same one. */
export function requirePeers(prop: string, peers: ec2.IPeer[]): ec2.IPeer[] {
  for (const peer of peers) {
    const { cidrIp, cidrIpv6, sourcePrefixListId } = requireOneSource(prop, peer);
    [cidrIp, cidrIpv6].filter((range) => range !== undefined).forEach((range) => requireRange(prop, range));
    if (sourcePrefixListId !== undefined) {
      requireThat(prop, sourcePrefixListId, (id) => /^pl-[0-9a-f]+$/.test(id), 'hold ids of prefix lists, such as pl-0123456789abcdef0');
    }
  }
  requireUnique(prop, peers.map((peer) => Object.values(configOf(peer)).filter((text) => typeof text === 'string').join(' ')), canonical);
  return peers;
}

/** The properties by which a rule names its peer. */
const SOURCE = /^(?:cidrIp|cidrIpv6|(?:source|destination)(?:PrefixListId|SecurityGroupId))$/;

/**
 * What an ingress rule says of its peer, checked: a class of the user may say anything.
 *
 * EC2 refuses a rule that names no peer, or several.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
 */
export function requireOneSource(prop: string, peer: ec2.IPeer, method: 'toIngressRuleConfig' | 'toEgressRuleConfig' = 'toIngressRuleConfig'): PeerConfig {
  const config = ruleConfigOf(prop, peer, method);
  const sources = Object.keys(config).filter((name) => SOURCE.test(name) && config[name]);
  if (sources.length !== 1) {
    throw new Error(`'${prop}' must hold peers that are one range, prefix list or security group, got '${peer.uniqueId}', ` +
      `whose ${method}() names ${sources.length === 0 ? 'none' : sources.join(' and ')}: ${USE_PEER}`);
  }
  return config;
}

const USE_PEER = 'use ec2.Peer, as in ec2.Peer.ipv4(\'203.0.113.0/24\')';

function ruleConfigOf(prop: string, peer: ec2.IPeer, method: 'toIngressRuleConfig' | 'toEgressRuleConfig'): Record<string, unknown> {
  try {
    return { ...peer[method]() };
  } catch (error) {
    throw new Error(`'${prop}' must hold peers that a rule can name, got '${peer.uniqueId}', whose ${method}() throws '${(error as Error).message}': ${USE_PEER}`);
  }
}

/** Throws where a text is no range, or one of IPv4 addresses as IPv6 would write them, which no packet has. */
export function requireRange(prop: string, range: string, expected = 'hold address ranges, such as 203.0.113.0/24'): string {
  requireThat(prop, range, isRange, expected);
  return requireThat(prop, range, (text) => !isMapped(ipRangeOf(text)!), 'hold ranges of IPv4 addresses as such', 'write 203.0.113.0/24 for ::ffff:203.0.113.0/120, with ec2.Peer.ipv4() where a peer is wanted');
}

/** What a rule says of its peer. */
export function configOf(peer: ec2.IPeer): PeerConfig {
  return peer.toIngressRuleConfig();
}

/** The id of the prefix list behind a peer, if it is one whose id is known at synth. */
export function literalPrefixListOf(peer: ec2.IPeer): string | undefined {
  const { sourcePrefixListId: id } = configOf(peer);
  return id === undefined || Token.isUnresolved(id) ? undefined : id;
}
