import { Fn, Token } from 'aws-cdk-lib';
import { requireInteger, requireNotEmpty, requireThat } from '../private/validation';

/** Regions in which an account has two zones. */
const REGIONS_WITH_TWO_ZONES = ['us-west-1'];

/** How many subnets of one kind fit beside each other in any Region. */
const MOST_ZONES = 6;

/**
 * The Availability Zones that the ingress runs in.
 *
 * In each zone, a load balancer node, the interface endpoints and at least one task are paid for.
 */
export class AvailabilityZones {
  /**
   * The first zones of the Region, in the order in which CloudFormation lists them.
   *
   * CloudFormation lists the zones of the default VPC, or all zones if the account has no default VPC. If it lists fewer zones than
   * `count`, the stack cannot be deployed: name the zones, or use `count(2)`.
   *
   * The construct warns if the Region has a zone without VPC Lattice, or is not known at synth, because that zone may be among them.
   *
   * @param count the number of zones, 1 to 6: two or more for availability
   * @throws where it is not a whole number between 1 and 6
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, availabilityZones: AvailabilityZones.count(2) });
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html
   */
  public static count(count: number): AvailabilityZones {
    requireInteger('count', count, 1, MOST_ZONES);
    return new AvailabilityZones((region) =>
      Array.from({ length: count }, (_, index) => Fn.select(index, Fn.getAzs(Token.isUnresolved(region) ? undefined : region))));
  }

  /**
   * Zones by their names, such as `us-east-1b`.
   *
   * Use names in a Region where VPC Lattice or Fargate is missing in a zone. The same name stands for different zones in
   * different accounts: compare zone ids.
   *
   * @param names the names of the zones, each once
   * @throws where there is no name, where a name is not one of a zone, or where a name is there twice
   * @see https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, availabilityZones: AvailabilityZones.named('us-east-1a', 'us-east-1b') });
   */
  public static named(...names: string[]): AvailabilityZones {
    requireNotEmpty('names', names, 'name at least one Availability Zone, such as us-east-1a');
    names.forEach((name) => requireThat('names', name, (zone) => /^[a-z0-9-]+[a-z]$/.test(zone), 'be names of Availability Zones, such as us-east-1a'));
    requireThat('names', names, (zones) => new Set(zones).size === zones.length, 'name each zone once');
    return new AvailabilityZones(() => names);
  }

  private constructor(
    /**
     * The names of the zones in a Region. Both may be tokens.
     *
     * @internal
     */
    public readonly _namesIn: (region: string) => string[],
  ) {}
}

/** Three zones, or two in a Region that is known to have no more. */
export function defaultZones(region: string): AvailabilityZones {
  return AvailabilityZones.count(!Token.isUnresolved(region) && REGIONS_WITH_TWO_ZONES.includes(region) ? 2 : 3);
}
