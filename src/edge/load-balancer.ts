import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { ExposureConfig, ExposureOptions } from './exposure';
import { AddressFamilyOptions } from './ip-address-type';
import { EndpointServiceOptions } from './private-link';
import { requireNodeInZonesOfTasks } from './zones-of-tasks';
import { Network } from '../network';
import { acknowledge } from '../private/acknowledgements';
import { isVpcPendingLookup } from '../private/pending-lookup';
import { additionalSecurityGroups } from '../private/security-groups';
import { inOrder } from '../private/stable-ids';
import { requireAtMostOnePerZone } from '../private/subnets';
import { requireThat } from '../private/validation';
import { requireInternetGateway } from '../private/vpc-internet-gateway';

/** Options of the Network Load Balancer. */
export interface LoadBalancerOptions extends AddressFamilyOptions, ExposureOptions, EndpointServiceOptions {
  /**
   * Further security groups of the load balancer, in addition to those that let in `clients`.
   *
   * @default - none
   */
  readonly loadBalancerSecurityGroups?: ec2.ISecurityGroup[];

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
   * Deleting the stack fails until deletion protection is turned off. Turn it on after the first deployment: if the first deployment fails,
   * CloudFormation cannot delete the load balancer, and the rollback fails too.
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
}

export interface LoadBalancerProps extends LoadBalancerOptions, ExposureConfig {
  readonly network: Network;
  readonly listenerSecurityGroups: ec2.ISecurityGroup[];
  readonly ipAddressType: elbv2.IpAddressType;
}

/** Makes the load balancer. */
export function makeLoadBalancer(scope: Construct, props: LoadBalancerProps): elbv2.NetworkLoadBalancer {
  const { internetFacing, ipAddressType, elasticIpAllocationIds, network: { vpc, loadBalancerSubnets: subnets } } = props;
  if (!isVpcPendingLookup(vpc)) {
    requireAtMostOnePerZone('loadBalancerSubnets', subnets, 'a load balancer');
    if (!props.crossZoneEnabled) {
      requireNodeInZonesOfTasks(props.network);
    }
  }
  warnOfPrivateSubnets(scope, props);
  requireGatewayOf(scope, props);
  if (elasticIpAllocationIds) {
    requireThat('elasticIpAllocationIds', elasticIpAllocationIds, (ids) => isVpcPendingLookup(vpc) || ids.length === subnets.length,
      `hold one allocation id for each of the ${subnets.length} subnets of the load balancer`);
  }
  const loadBalancer = new elbv2.NetworkLoadBalancer(scope, 'LoadBalancer', {
    vpc,
    internetFacing,
    ipAddressType,
    securityGroups: [...props.listenerSecurityGroups, ...additionalSecurityGroups(scope, 'loadBalancerSecurityGroups', vpc, props.loadBalancerSecurityGroups)],
    crossZoneEnabled: props.crossZoneEnabled ?? false,
    deletionProtection: props.deletionProtection,
    zonalShift: props.zonalShift,
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: props.privateLink ? false : undefined,
    // Sorted, so that another order of the same input changes nothing in the template.
    ...(elasticIpAllocationIds
      ? { subnetMappings: inOrder(scope, withAddresses(subnets, elasticIpAllocationIds), ({ subnet }) => subnet.subnetId) }
      : { vpcSubnets: { subnets: inOrder(scope, subnets, ({ subnetId }) => subnetId) } }),
  });
  if (elasticIpAllocationIds) {
    // CDK looks for mapped subnets among the private ones, so it lets such a load balancer wait for no internet gateway (as of aws-cdk-lib 2.257).
    loadBalancer.node.defaultChild!.node.addDependency(vpc.selectSubnets({ subnets }).internetConnectivityEstablished);
  }
  acknowledge(loadBalancer, 'AwsSolutions-ELB2', 'a Network Load Balancer writes access logs for TLS listeners only; the proxy logs each connection');
  return loadBalancer;
}

/** Each subnet with its address, in the order in which the user gave both. */
function withAddresses(subnets: ec2.ISubnet[], allocationIds: string[]): elbv2.SubnetMapping[] {
  return subnets.map((subnet, index) => ({ subnet, allocationId: allocationIds[index] }));
}

/**
 * Fails synthesis where the VPC has no internet gateway that AWS demands.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-network-load-balancer.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
 */
function requireGatewayOf(scope: Construct, { internetFacing, behindCloudFront, network: { vpc } }: LoadBalancerProps): void {
  if (internetFacing) {
    requireInternetGateway(scope, vpc, 'the load balancer faces the internet', 'choose Exposure.privateNetwork()');
  } else if (behindCloudFront) {
    requireInternetGateway(scope, vpc, 'CloudFront makes no VPC origin without one', 'choose Exposure.privateNetwork(); no route needs to lead to it');
  }
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
