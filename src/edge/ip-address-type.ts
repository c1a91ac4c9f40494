import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { IConstruct } from 'constructs';
import { ExposureConfig } from './exposure';
import { ipFamiliesOf } from '../private/ip-families';
import { requireThat } from '../private/validation';

const { IPV4, DUAL_STACK } = elbv2.IpAddressType;

/** Options for the address family of the load balancer. */
export interface AddressFamilyOptions {
  /**
   * The address family by which clients connect: `IPV4`, or `DUAL_STACK` for IPv4 and IPv6.
   *
   * A dual-stack load balancer needs subnets with an IPv6 range. CDK does not know the IPv6 ranges of an imported VPC:
   * if it has some, give `DUAL_STACK`. A CloudFront VPC origin supports IPv4 only.
   *
   * @default - dual-stack in a new VPC, and where every subnet of the load balancer is known to have IPv6; else IPv4
   * @throws where a subnet of the load balancer is known to have no IPv6 range, and behind CloudFront
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#ip-address-type
   */
  readonly ipAddressType?: elbv2.IpAddressType;
}

/** The address family of a load balancer in these subnets. */
export function ipAddressTypeOf(
  { ipAddressType, behindCloudFront }: AddressFamilyOptions & ExposureConfig, subnets: ec2.ISubnet[],
): elbv2.IpAddressType {
  if (behindCloudFront) {
    requireThat('ipAddressType', ipAddressType ?? IPV4, (type) => type === IPV4, 'be elbv2.IpAddressType.IPV4 with Exposure.cloudFrontVpcOrigin(), because CloudFront connects over IPv4');
    return IPV4;
  }
  const families = subnets.map(ipFamiliesOf);
  if (!ipAddressType) {
    return families.every(({ ipv6 }) => ipv6) ? DUAL_STACK : IPV4;
  }
  requireThat('ipAddressType', ipAddressType, (type) => type === IPV4 || type === DUAL_STACK,
    'be elbv2.IpAddressType.IPV4 or elbv2.IpAddressType.DUAL_STACK, which are what a Network Load Balancer has');
  const without = subnets[families.findIndex(({ ipv6 }) => ipv6 === false)];
  if (ipAddressType === DUAL_STACK && without) {
    throw new Error(`'ipAddressType' must be elbv2.IpAddressType.IPV4, because the subnet '${without.node.path}' of the load balancer has no IPv6 range: ` +
      'give each subnet one, or name others with \'loadBalancerSubnets\'');
  }
  return ipAddressType;
}

/** Clients, and the prop that names them. */
export interface NamedClients {
  readonly prop: string;
  readonly clients: ec2.IPeer[];
}

/** Says which clients cannot connect to a load balancer without IPv6. */
export function checkClientFamilies(scope: IConstruct, { prop, clients }: NamedClients, ipAddressType: elbv2.IpAddressType): void {
  const overIpv6 = clients.filter((client) => client.toIngressRuleConfig().cidrIpv6 !== undefined);
  if (ipAddressType !== IPV4 || overIpv6.length === 0) {
    return;
  }
  const ranges = overIpv6.map(({ uniqueId }) => uniqueId).join(', ');
  const advice = 'give its subnets IPv6 ranges and choose elbv2.IpAddressType.DUAL_STACK with \'ipAddressType\'';
  if (overIpv6.length === clients.length) {
    throw new Error(`'${prop}' must hold an IPv4 range, a prefix list or a security group, got ${ranges}: ` +
      `the load balancer has IPv4 addresses only; add one of these, or ${advice}`);
  }
  Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:ipv6Clients',
    `'${prop}' holds ${ranges}, but the load balancer has IPv4 addresses only: these clients cannot connect. Remove them, or ${advice}`);
}
