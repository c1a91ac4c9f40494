import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { AddressFamilyOptions } from './address-family';
import { Exposure, ExposureConfig } from './exposure';
import { PrivateLinkOptions } from './private-link';
import { Network } from '../network';
import { acknowledge } from '../private/acknowledgements';
import { isVpcLookedUpLater } from '../private/looked-up-later';
import { requireThat } from '../private/validation';

/** The load balancer itself. */
export interface LoadBalancerOptions extends AddressFamilyOptions {
  /**
   * From where the load balancer can be reached.
   *
   * @default Exposure.internet()
   */
  readonly exposure?: Exposure;

  /**
   * Whether each address of the load balancer sends to the tasks of all zones.
   *
   * Evens out tasks when clients prefer one zone; traffic between zones is paid for.
   *
   * @default false
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#cross-zone-load-balancing
   */
  readonly crossZoneEnabled?: boolean;

  /**
   * Whether the load balancer refuses to be deleted.
   *
   * Deleting the stack fails until this is turned off.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;

  /**
   * Whether a zone in trouble can be taken out with Amazon Application Recovery Controller.
   *
   * @default - AWS's own, which is no
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/zonal-shift.html
   */
  readonly zonalShift?: boolean;

  /**
   * How long a connection may be silent, 60 to 6,000 seconds, in the load balancer and in the proxy.
   *
   * @default Duration.seconds(350)
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html
   */
  readonly idleTimeout?: Duration;

  /**
   * Access through AWS PrivateLink, beside the clients.
   *
   * What comes through an endpoint is not held to `clients`: the principals are.
   *
   * @default - none
   */
  readonly privateLink?: PrivateLinkOptions;
}

/** How long a connection may be silent, checked. */
export function idleTimeoutOf({ idleTimeout = Duration.seconds(350) }: LoadBalancerOptions): Duration {
  requireThat('idleTimeout', idleTimeout.toSeconds(), (seconds) => seconds >= 60 && seconds <= 6000, 'be between 60 and 6000 seconds');
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
