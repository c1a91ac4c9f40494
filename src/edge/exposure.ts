import { listOf, requireOptions, text } from '../private/type-checks';
import { requireUnique, requireNotEmpty, requireThat } from '../private/validation';

/** Options for the networks that the load balancer is reached from. */
export interface ExposureOptions {
  /**
   * The networks from which clients can reach the load balancer.
   *
   * @default Exposure.internet()
   */
  readonly exposure?: Exposure;
}

/** Options of `Exposure.internet()`. */
export interface InternetExposureOptions {
  /**
   * Allocation ids of Elastic IP addresses, one for each subnet of the load balancer, in the order of its subnets.
   *
   * Use them when clients have to name the addresses in a firewall.
   *
   * @default - addresses that AWS assigns
   * @throws where the list is empty, holds something else than allocation ids, or does not have one for each subnet
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#availability-zones
   */
  readonly elasticIpAllocationIds?: string[];
}

/** What follows from an exposure. */
export interface ExposureConfig {
  /** Whether the load balancer has public addresses. */
  readonly internetFacing: boolean;
  /** Whether clients connect to CloudFront: the load balancer has IPv4 addresses only, and sees all clients under addresses of CloudFront. */
  readonly behindCloudFront: boolean;
  readonly elasticIpAllocationIds?: string[];
}

/**
 * The networks from which clients can reach the load balancer.
 *
 * `clients` decides which of these clients may connect.
 */
export class Exposure {
  /**
   * An internet-facing load balancer.
   *
   * @param options Elastic IP addresses
   * @throws where `elasticIpAllocationIds` is empty, or holds something else than allocation ids
   * @example
   * new LatticeExternalIngress(this, 'Ingress', {
   *   clients, lattice,
   *   availabilityZones: AvailabilityZones.count(2),
   *   exposure: Exposure.internet({ elasticIpAllocationIds: ['eipalloc-0123456789abcdef0', 'eipalloc-0123456789abcdef1'] }),
   * });
   */
  public static internet(options: InternetExposureOptions = {}): Exposure {
    requireOptions(options, { elasticIpAllocationIds: listOf(text) });
    const { elasticIpAllocationIds } = options;
    if (elasticIpAllocationIds) {
      requireNotEmpty('elasticIpAllocationIds', elasticIpAllocationIds, 'name one for each subnet of the load balancer, or leave it out');
      requireUnique('elasticIpAllocationIds', elasticIpAllocationIds).forEach((id) =>
        requireThat('elasticIpAllocationIds', id, (each) => /^eipalloc-[0-9a-f]+$/.test(each), 'hold allocation ids, such as eipalloc-0123456789abcdef0'));
    }
    return new Exposure({ internetFacing: true, behindCloudFront: false, elasticIpAllocationIds });
  }

  /**
   * An internal load balancer.
   *
   * Clients reach it from the VPC and from what is connected to it, such as a VPN, Direct Connect, a transit gateway or PrivateLink.
   *
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, vpc, exposure: Exposure.privateNetwork() });
   */
  public static privateNetwork(): Exposure {
    return new Exposure({ internetFacing: false, behindCloudFront: false });
  }

  /**
   * An internal load balancer for a CloudFront VPC origin, with IPv4 addresses only.
   *
   * CloudFront does not support VPC origins with IPv6. It needs an internet gateway in the VPC, which a new VPC has, and does not offer VPC origins
   * in each Availability Zone. Add the prefix list of CloudFront to `clients`. CloudFront terminates TLS, so
   * a service receives the TLS session of CloudFront, not that of the client.
   *
   * All clients arrive from addresses of CloudFront, so the limit of one client is that of the whole task. Limit single clients with a
   * rate-based rule of AWS WAF at the distribution.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, exposure: Exposure.cloudFrontVpcOrigin() });
   */
  public static cloudFrontVpcOrigin(): Exposure {
    return new Exposure({ internetFacing: false, behindCloudFront: true });
  }

  private constructor(
    /** @internal */
    public readonly _config: ExposureConfig,
  ) {}
}

/** What follows from the exposure. */
export function exposureOf({ exposure = Exposure.internet() }: ExposureOptions): ExposureConfig {
  return exposure._config;
}
