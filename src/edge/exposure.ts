import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { requireNotEmpty, requireThat } from '../private/validation';

/** Options of `Exposure.internet()`. */
export interface InternetExposureOptions {
  /**
   * Allocation ids of Elastic IP addresses, one for each subnet of the load balancer, in their order.
   *
   * For clients that must name the addresses in a firewall of their own.
   *
   * @default - addresses that AWS assigns
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#availability-zones
   */
  readonly elasticIpAllocationIds?: string[];
}

/** What the load balancer needs to know of its exposure. */
export interface ExposureConfig {
  /** Whether the load balancer has public addresses. */
  readonly internetFacing: boolean;

  /** Whether it has IPv6 addresses beside its IPv4 addresses. */
  readonly ipAddressType: elbv2.IpAddressType;

  /**
   * Allocation ids of its Elastic IP addresses.
   *
   * @default - addresses that AWS assigns
   */
  readonly elasticIpAllocationIds?: string[];
}

/**
 * From where the load balancer can be reached at all, before its security groups decide who may.
 */
export abstract class Exposure {
  /** From the internet, over IPv4 and IPv6. */
  public static internet(options: InternetExposureOptions = {}): Exposure {
    const { elasticIpAllocationIds } = options;
    if (elasticIpAllocationIds) {
      requireNotEmpty('elasticIpAllocationIds', elasticIpAllocationIds, 'name one for each subnet of the load balancer, or leave it out');
      elasticIpAllocationIds.forEach((id) =>
        requireThat('elasticIpAllocationIds', id, (text) => /^eipalloc-[0-9a-f]+$/.test(text), 'hold allocation ids, such as eipalloc-0123456789abcdef0'));
    }
    return new FixedExposure({ internetFacing: true, ipAddressType: elbv2.IpAddressType.DUAL_STACK, elasticIpAllocationIds });
  }

  /** An internal load balancer: from the VPC and what is connected to it, such as a VPN, Direct Connect, a transit gateway, PrivateLink. */
  public static privateNetwork(): Exposure {
    return new FixedExposure({ internetFacing: false, ipAddressType: elbv2.IpAddressType.DUAL_STACK });
  }

  /**
   * From CloudFront, as a VPC origin: internal, and IPv4 only since CloudFront takes no other.
   *
   * Let CloudFront in with its prefix list among the clients. It terminates TLS, so requests reach the service
   * with what CloudFront signs or forwards, not with the client's own session.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
   */
  public static cloudFrontVpcOrigin(): Exposure {
    return new FixedExposure({ internetFacing: false, ipAddressType: elbv2.IpAddressType.IPV4 });
  }

  /** What follows from it. */
  public abstract bind(): ExposureConfig;
}

class FixedExposure extends Exposure {
  constructor(private readonly config: ExposureConfig) {
    super();
  }

  public bind(): ExposureConfig {
    return this.config;
  }
}
