import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { ClientOptions } from './clients';
import { ExposureConfig } from './exposure';
import { PrivateLinkOptions } from './private-link';
import { inLowerCase } from '../private/dns-names';
import { canonical, IpRange, ipRangeOf, isWithin, spelledAsEc2 } from '../private/ip-ranges';
import { requireOneSource, requireRange } from '../private/peers';
import { inOrder } from '../private/stable-ids';
import { requireUnique, requireNotEmpty, requireThat } from '../private/validation';

/** A name that only some of the clients may ask for. */
export interface RestrictedName {
  readonly domainName: string;
  readonly clients: ec2.IPeer[];
  /** Where the user wrote these clients. */
  readonly prop: string;
}

/** The ranges of the clients that may ask for a name, by name. Every client may ask for a name that is not among them. */
export type ClientRanges = ReadonlyMap<string, string[]>;

/** What says which address the proxy takes for that of a client, and who may connect at all. */
export interface ClientSources extends ClientOptions, ExposureConfig {
  readonly privateLink?: PrivateLinkOptions;
  readonly loadBalancerSecurityGroups?: ec2.ISecurityGroup[];
}

/** The ranges, checked. nginx compares them with the client's address in the PROXY header. */
export function clientRangesOf(scope: IConstruct, names: RestrictedName[], sources: ClientSources): ClientRanges {
  const admitted = admittedBy(sources);
  return new Map(names.map(({ domainName, clients, prop }) => {
    requireClientAddresses(prop, sources);
    requireNotEmpty(prop, clients, 'name the ranges of those who may ask for it, or leave it out');
    const ranges = requireUnique(prop, clients.map((client) => rangeIn(prop, client)), canonical);
    ranges.forEach((range) => requireThat(prop, range, (text) => !admitted || isWithin(ipRangeOf(text)!, admitted), 'lie within \'clients\' of the ingress',
      'the load balancer drops the packets of everybody else; add the range to \'clients\' of the ingress, or remove it here'));
    return [domainName, inOrder(scope, ranges.map(spelledAsEc2), (range) => range)];
  }));
}

/** Throws where the PROXY header does not hold the client's own address (CloudFront), or holds one that the client can choose (PrivateLink). */
function requireClientAddresses(prop: string, { behindCloudFront, privateLink }: ClientSources): void {
  if (behindCloudFront) {
    throw new Error(`'${prop}' must not be given with Exposure.cloudFrontVpcOrigin(): the proxy sees the addresses of CloudFront, not those of clients; ` +
      'tell clients apart by AWS WAF at the distribution, or by the auth policy of the service');
  }
  if (privateLink) {
    throw new Error(`'${prop}' must not be given with 'privateLink': whoever makes an endpoint chooses the addresses of its VPC, and may choose those of another client; ` +
      'make a second ingress for PrivateLink');
  }
}

/** The broadcast address: nginx does not start with it, because it reads this address as an error (`INADDR_NONE`). */
const OF_NO_CLIENT = '255.255.255.255/32';

/** The text of a range, which ends in nginx.conf. */
function rangeIn(prop: string, client: ec2.IPeer): string {
  const { cidrIp, cidrIpv6 = cidrIp } = requireOneSource(prop, client);
  if (cidrIpv6 === undefined) {
    throw new Error(`'${prop}' must hold address ranges, such as ec2.Peer.ipv4('203.0.113.0/24'), got '${client.uniqueId}': ` +
      'the proxy compares addresses, and cannot look into prefix lists and security groups; name the ranges');
  }
  const range = inLowerCase(cidrIpv6);
  requireRange(prop, range, 'hold address ranges in CIDR notation, such as 203.0.113.0/24 or 2001:db8::/32');
  requireThat(prop, range, (text) => text !== OF_NO_CLIENT, 'hold ranges that clients can have', 'remove the broadcast address');
  return requireThat(prop, range, (text) => ipRangeOf(text)!.startsAtFirst, 'hold ranges that start at their first address',
    'shorten the prefix, or set the bits behind it to zero');
}

/** What the load balancer admits; nothing where it is not known. */
function admittedBy({ clients, loadBalancerSecurityGroups = [] }: ClientSources): IpRange[] | undefined {
  const ranges = clients.map((client) => {
    const { cidrIp, cidrIpv6 = cidrIp } = requireOneSource('clients', client);
    return Token.isUnresolved(cidrIpv6) ? undefined : ipRangeOf(cidrIpv6 ?? '');
  });
  return loadBalancerSecurityGroups.length === 0 && ranges.every((range) => range !== undefined) ? ranges : undefined;
}
