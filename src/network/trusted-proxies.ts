import { Annotations, Fn } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { canonical, ipRangeOf, isWithin, spelledAsEc2 } from '../private/ip-ranges';
import { requireRange } from '../private/peers';
import { ipv4RangeOf } from '../private/subnets';
import { requireUnique, requireNotEmpty } from '../private/validation';

/** Options for the sources from which nginx believes a PROXY protocol header. */
export interface TrustedProxyOptions {
  /**
   * The address ranges from which nginx believes a PROXY protocol header, which says who the client is.
   *
   * They must hold the addresses of the load balancer. Whoever can connect to a task from these ranges can forge the address of a client.
   *
   * @default - the ranges of the load balancer's subnets
   * @throws where an imported VPC does not know the ranges of its subnets and this is not given
   */
  readonly trustedProxies?: string[];
}

/** The ranges that the load balancer's own addresses come from. */
export function trustedRangesOf(subnets: ec2.ISubnet[], { trustedProxies }: TrustedProxyOptions, overIpv4: boolean): string[] {
  if (trustedProxies) {
    requireNotEmpty('trustedProxies', trustedProxies, 'name the ranges of the load balancer\'s subnets, or leave it out');
    trustedProxies.forEach((range) => requireRange('trustedProxies', range, 'hold address ranges, such as 10.0.0.0/24'));
    return requireUnique('trustedProxies', trustedProxies, canonical).map(spelledAsEc2);
  }
  try {
    return subnets.map((subnet) => (overIpv4 ? subnet.ipv4CidrBlock : Fn.select(0, (subnet as ec2.Subnet).subnetIpv6CidrBlocks)));
  } catch {
    throw new Error('\'trustedProxies\' must be given, because the VPC does not know the ranges of its subnets: name the ranges of the load balancer\'s subnets');
  }
}

/** Warns where the load balancer connects from a range that is not trusted, because nginx closes such connections. */
export function warnOfUntrusted(scope: IConstruct, subnets: ec2.ISubnet[], trusted: string[]): void {
  const believed = trusted.map(ipRangeOf).filter((range) => range !== undefined);
  const stray = subnets.find((subnet) => {
    const range = ipRangeOf(ipv4RangeOf(subnet) ?? '');
    return range !== undefined && !isWithin(range, believed);
  });
  if (stray && believed.length === trusted.length) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:untrustedLoadBalancer',
      `'trustedProxies' leaves out ${ipv4RangeOf(stray)}, the range of '${stray.node.path}', which the load balancer connects from: nginx closes each connection from there, and logs it as refused-untrusted-peer. ` +
        'Add the range, or leave \'trustedProxies\' out.');
  }
}
