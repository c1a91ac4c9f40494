import * as route53 from 'aws-cdk-lib/aws-route53';
import { requireInteger } from '../private/validation';

/** What a record set is told. */
export interface RecordRoutingConfig {
  /** Whether Route 53 leaves the load balancer out while no task is healthy. */
  readonly evaluateTargetHealth: boolean;

  /**
   * Tells this record from others of its name.
   *
   * @default - there are no others
   */
  readonly setIdentifier?: string;

  /**
   * Its share among the records of its name.
   *
   * @default - not weighted
   */
  readonly weight?: number;

  /**
   * The Region whose latency it is chosen by.
   *
   * @default - not by latency
   */
  readonly region?: string;

  /**
   * Whether it is the first choice or the second.
   *
   * @default - neither
   */
  readonly failover?: route53.Failover;
}

/**
 * How an ingress shares its names with others.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
 */
export abstract class RecordRouting {
  /** It has its names for itself. */
  public static simple(): RecordRouting {
    return new FixedRouting({ evaluateTargetHealth: false });
  }

  /**
   * It gets a share of the answers.
   *
   * @param setIdentifier tells it from the others of its names
   * @param weight 0 to 255, against the sum of the weights of all
   */
  public static weighted(setIdentifier: string, weight: number): RecordRouting {
    requireInteger('weight', weight, 0, 255);
    return new FixedRouting({ evaluateTargetHealth: true, setIdentifier, weight });
  }

  /**
   * It answers clients that are closest to its Region, while it is healthy.
   *
   * @param setIdentifier tells it from the others of its names
   * @param region the Region of this ingress
   */
  public static latency(setIdentifier: string, region: string): RecordRouting {
    return new FixedRouting({ evaluateTargetHealth: true, setIdentifier, region });
  }

  /**
   * It answers while it is healthy.
   *
   * @param setIdentifier tells it from the others of its names
   */
  public static primary(setIdentifier: string): RecordRouting {
    return new FixedRouting({ evaluateTargetHealth: true, setIdentifier, failover: route53.Failover.PRIMARY });
  }

  /**
   * It answers while the primary is not healthy.
   *
   * @param setIdentifier tells it from the others of its names
   */
  public static secondary(setIdentifier: string): RecordRouting {
    return new FixedRouting({ evaluateTargetHealth: true, setIdentifier, failover: route53.Failover.SECONDARY });
  }

  /** What follows from it. */
  public abstract bind(): RecordRoutingConfig;
}

class FixedRouting extends RecordRouting {
  constructor(private readonly config: RecordRoutingConfig) {
    super();
  }

  public bind(): RecordRoutingConfig {
    return this.config;
  }
}
