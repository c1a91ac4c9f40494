import { Annotations, Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { AddressFamilyOptions } from './address-family';
import { Exposure, ExposureConfig } from './exposure';
import { PrivateLinkOptions } from './private-link';
import { Network } from '../network';
import { acknowledge } from '../private/acknowledgements';
import { isVpcLookedUpLater } from '../private/looked-up-later';
import { requireOneOfEachZone } from '../private/subnets';
import { requireKnownDuration, requireThat } from '../private/validation';

/** Options of the Network Load Balancer. */
export interface LoadBalancerOptions extends AddressFamilyOptions {
  /**
   * The networks from which clients can reach the load balancer.
   *
   * @default Exposure.internet()
   */
  readonly exposure?: Exposure;

  /**
   * Whether each load balancer node sends to the tasks of all zones.
   *
   * Then tasks of all zones share the load, also if most clients connect in one zone. AWS charges for traffic between zones.
   *
   * @default false
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#cross-zone-load-balancing
   */
  readonly crossZoneEnabled?: boolean;

  /**
   * Whether deletion protection is on for the load balancer.
   *
   * Deleting the stack fails until deletion protection is turned off.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;

  /**
   * Whether zonal shift of Amazon Application Recovery Controller (ARC) can take a zone out of the load balancer.
   *
   * @default - the default of AWS, which is false
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/zonal-shift.html
   */
  readonly zonalShift?: boolean;

  /**
   * The idle timeout of connections, in the load balancer and in the proxy: 60 to 6,000 seconds.
   *
   * A connection on which nothing was sent for this time ends. VPC Lattice ends connections that are idle for 60 seconds, unless the service has
   * a longer idle timeout.
   *
   * @default Duration.seconds(350)
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html
   */
  readonly idleTimeout?: Duration;

  /**
   * Options for access through AWS PrivateLink.
   *
   * `clients` do not apply to connections through an endpoint. Instead, `allowedPrincipals` say who may make an endpoint.
   *
   * @default - none
   */
  readonly privateLink?: PrivateLinkOptions;
}

/** How long a connection may be silent, checked. */
export function idleTimeoutOf({ idleTimeout = Duration.seconds(350) }: LoadBalancerOptions): Duration {
  requireKnownDuration('idleTimeout', idleTimeout, 'the proxy waits as long as the load balancer');
  const seconds = idleTimeout.toSeconds({ integral: false });
  requireThat('idleTimeout', seconds, () => seconds >= 60 && seconds <= 6000, 'be between 60 and 6000 seconds');
  requireThat('idleTimeout', seconds, Number.isInteger, 'be a whole number of seconds');
  return idleTimeout;
}

/** What follows from the exposure. */
export function exposureOf({ exposure = Exposure.internet() }: LoadBalancerOptions): ExposureConfig {
  return exposure._config;
}

export interface LoadBalancerProps extends LoadBalancerOptions, ExposureConfig {
  readonly network: Network;
  readonly securityGroups: ec2.ISecurityGroup[];
  readonly ipAddressType: elbv2.IpAddressType;
}

/** Makes the load balancer. */
export function makeLoadBalancer(scope: Construct, props: LoadBalancerProps): elbv2.NetworkLoadBalancer {
  const { internetFacing, ipAddressType, elasticIpAllocationIds, network: { vpc, loadBalancerSubnets: subnets } } = props;
  if (!isVpcLookedUpLater(vpc)) {
    requireOneOfEachZone('loadBalancerSubnets', subnets, 'a load balancer');
  }
  warnOfPrivateSubnets(scope, props);
  if (elasticIpAllocationIds) {
    requireThat('elasticIpAllocationIds', elasticIpAllocationIds, (ids) => isVpcLookedUpLater(vpc) || ids.length === subnets.length,
      `hold one allocation id for each of the ${subnets.length} subnets of the load balancer`);
  }
  const loadBalancer = new elbv2.NetworkLoadBalancer(scope, 'LoadBalancer', {
    vpc,
    internetFacing,
    ipAddressType,
    securityGroups: props.securityGroups,
    crossZoneEnabled: props.crossZoneEnabled ?? false,
    deletionProtection: props.deletionProtection,
    zonalShift: props.zonalShift,
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: props.privateLink ? false : undefined,
    ...(elasticIpAllocationIds
      ? { subnetMappings: subnets.map((subnet, index) => ({ subnet, allocationId: elasticIpAllocationIds[index] })) }
      : { vpcSubnets: { subnets } }),
  });
  acknowledge(loadBalancer, 'AwsSolutions-ELB2', 'a Network Load Balancer writes access logs for TLS listeners only; the proxy logs each connection');
  return loadBalancer;
}

/** An internet-facing load balancer in a subnet without a route to the internet gateway has public addresses that nobody reaches. */
function warnOfPrivateSubnets(scope: Construct, { internetFacing, network: { vpc, loadBalancerSubnets } }: LoadBalancerProps): void {
  const unreachable = loadBalancerSubnets.filter((subnet) => vpc.privateSubnets.includes(subnet) || vpc.isolatedSubnets.includes(subnet));
  if (internetFacing && unreachable.length > 0) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:unreachableLoadBalancer',
      `'loadBalancerSubnets' holds ${unreachable.map(({ node }) => `'${node.path}'`).join(', ')} without a route from the internet: clients cannot reach the load balancer there. ` +
        'Select public subnets, choose Exposure.privateNetwork(), or acknowledge this warning.');
  }
}
