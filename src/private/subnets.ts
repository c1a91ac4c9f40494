import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** EC2 keeps the first four addresses of a subnet and its last one for itself. */
const RESERVED_ADDRESSES = 5;

/** The IPv4 range of a subnet; nothing where it is a token, or where an imported subnet does not know it. */
export function ipv4RangeOf(subnet: ec2.ISubnet): string | undefined {
  return known(told(() => subnet.ipv4CidrBlock));
}

/**
 * The IPv4 addresses that a subnet has for tasks and load balancers, where its range is known.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
export function addressesOf(subnet: ec2.ISubnet): number | undefined {
  const range = ipv4RangeOf(subnet);
  return range === undefined ? undefined : 2 ** (32 - Number(range.split('/')[1])) - RESERVED_ADDRESSES;
}

/** The zone of a subnet, which may be a token; nothing where an imported subnet does not know it, or has the only entry of a list that is a token. */
export function zoneOf(subnet: ec2.ISubnet): string | undefined {
  const zone = told(() => subnet.availabilityZone);
  return Token.isUnresolved([zone]) ? undefined : zone;
}

/** Throws where two of the subnets are in one zone, as far as they know theirs. */
export function requireAtMostOnePerZone(prop: string, subnets: ec2.ISubnet[], what: string): void {
  const zones = subnets.map((subnet) => known(zoneOf(subnet)));
  const second = subnets.findIndex((_, index) => zones[index] !== undefined && zones.indexOf(zones[index]) !== index);
  if (second >= 0) {
    const paths = [subnets[zones.indexOf(zones[second])], subnets[second]].map(({ node }) => `'${node.path}'`).join(' and ');
    throw new Error(`'${prop}' must select one subnet of each zone, because ${what} takes no more, got ${paths} of ${zones[second]}: add onePerAz: true, or select others`);
  }
}

/** A text that is known at synth. */
function known(text: string | undefined): string | undefined {
  return Token.isUnresolved(text) ? undefined : text;
}

/** Imported subnets throw where they were not told. */
function told(get: () => string): string | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
