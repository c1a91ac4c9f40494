import * as route53 from 'aws-cdk-lib/aws-route53';
import { healthCheck } from '../private/cdk-type-checks';
import { number, requireOptions, requireTypes, text } from '../private/type-checks';
import { requireGiven, requireInteger, requireThat } from '../private/validation';

/** How long a set identifier may be. @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html */
const MOST_CHARACTERS = 128;

/** Options for the routing policy of the public records. */
export interface RecordRoutingOptions {
  /**
   * The routing policy of the records, for names that several ingresses share.
   *
   * @default RecordRouting.simple()
   */
  readonly recordRouting?: RecordRouting;
}

/** Options of a routing policy for names that several ingresses share. */
export interface RoutingPolicyOptions {
  /**
   * A health check of Route 53 that this ingress has to pass, in addition to having a healthy task.
   *
   * Health checks of the load balancer end at nginx. A health check of Route 53 can go on to a service, and can follow an alarm.
   *
   * @default - Route 53 answers with this ingress while it has a healthy task
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html
   */
  readonly healthCheck?: route53.IHealthCheck;
}

/** What follows from a routing policy: props of the records, and of their alias target. */
export interface RecordRoutingConfig extends Pick<route53.RecordSetOptions, 'setIdentifier' | 'weight' | 'region' | 'failover' | 'healthCheck'> {
  /** Whether Route 53 leaves the load balancer out of its answers while no task is healthy. */
  readonly evaluateTargetHealth: boolean;
}

/**
 * The Route 53 routing policy of the public records.
 *
 * With it, several ingresses share the same names, such as one in each Region.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
 */
export class RecordRouting {
  /**
   * Simple routing: no other record has these names.
   *
   * @example
   * new LatticeExternalIngress(this, 'Ingress', {
   *   clients, lattice, publicZone,
   *   allowedDomains: ['api.example.com'],
   *   recordRouting: RecordRouting.simple(),
   * });
   */
  public static simple(): RecordRouting {
    return new RecordRouting({ evaluateTargetHealth: false });
  }

  /**
   * Weighted routing: Route 53 answers with this ingress in proportion to its weight, while the ingress is healthy.
   *
   * @param setIdentifier the text that tells this record from the others of the same name
   * @param weight 0 to 255: the share of this record is its weight divided by the sum of the weights of all records of the name
   * @param options a health check that the ingress has to pass as well
   * @throws where the weight is not a whole number between 0 and 255
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', {
   *   clients, lattice, publicZone,
   *   allowedDomains: ['api.example.com'],
   *   recordRouting: RecordRouting.weighted('blue', 200),
   * });
   */
  public static weighted(setIdentifier: string, weight: number, options: RoutingPolicyOptions = {}): RecordRouting {
    requireTypes({ weight }, { weight: number });
    requireInteger('weight', weight, 0, 255);
    return new RecordRouting({ ...shared(setIdentifier, options), weight });
  }

  /**
   * Latency routing: Route 53 answers with this ingress for clients whose latency to its Region is the lowest, while the ingress is healthy.
   *
   * @param setIdentifier the text that tells this record from the others of the same name
   * @param region the Region of this ingress, such as `eu-west-1`
   * @param options a health check that the ingress has to pass as well
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-latency.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', {
   *   clients, lattice, publicZone,
   *   allowedDomains: ['api.example.com'],
   *   recordRouting: RecordRouting.latency('ireland', 'eu-west-1'),
   * });
   */
  public static latency(setIdentifier: string, region: string, options: RoutingPolicyOptions = {}): RecordRouting {
    requireTypes({ region }, { region: text });
    requireThat('region', requireGiven('region', region, 'the Region of this ingress, such as eu-west-1'), (name) => /^[a-z]+(-[a-z]+)+-\d+$/.test(name), 'be the name of a Region, such as eu-west-1');
    return new RecordRouting({ ...shared(setIdentifier, options), region });
  }

  /**
   * Failover routing, primary record: Route 53 answers with this ingress while it is healthy.
   *
   * @param setIdentifier the text that tells this record from the others of the same name
   * @param options a health check that the ingress has to pass as well
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-failover.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', {
   *   clients, lattice, publicZone,
   *   allowedDomains: ['api.example.com'],
   *   recordRouting: RecordRouting.primary('ireland'),
   * });
   */
  public static primary(setIdentifier: string, options: RoutingPolicyOptions = {}): RecordRouting {
    return new RecordRouting({ ...shared(setIdentifier, options), failover: route53.Failover.PRIMARY });
  }

  /**
   * Failover routing, secondary record: Route 53 answers with this ingress while the primary is not healthy.
   *
   * @param setIdentifier the text that tells this record from the others of the same name
   * @param options a health check that the ingress has to pass as well
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-failover.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', {
   *   clients, lattice, publicZone,
   *   allowedDomains: ['api.example.com'],
   *   recordRouting: RecordRouting.secondary('frankfurt'),
   * });
   */
  public static secondary(setIdentifier: string, options: RoutingPolicyOptions = {}): RecordRouting {
    return new RecordRouting({ ...shared(setIdentifier, options), failover: route53.Failover.SECONDARY });
  }

  private constructor(
    /** @internal */
    public readonly _config: RecordRoutingConfig,
  ) {
    if (_config.evaluateTargetHealth) {
      requireTypes({ setIdentifier: _config.setIdentifier }, { setIdentifier: text });
      requireThat('setIdentifier', requireGiven('setIdentifier', _config.setIdentifier, 'it tells this record from the others of the same name'),
        (identifier) => identifier.length >= 1 && identifier.length <= MOST_CHARACTERS, `have 1 to ${MOST_CHARACTERS} characters`);
    }
  }
}

/** What all policies have in common that several records share. */
function shared(setIdentifier: string, options: RoutingPolicyOptions): RecordRoutingConfig {
  requireOptions(options, { healthCheck });
  return { evaluateTargetHealth: true, setIdentifier, healthCheck: options.healthCheck };
}
