import { Fn, Token } from 'aws-cdk-lib';
import { isPendingLookup } from '../private/pending-lookup';
import { listOf, number, requireTypes, text } from '../private/type-checks';
import { requireInteger, requireNotEmpty, requireThat } from '../private/validation';

/** Options for the Availability Zones of a new VPC. */
export interface AvailabilityZoneOptions {
  /**
   * The Availability Zones that the ingress runs in.
   *
   * @default - the first three zones of the Region, or the first two in us-west-1
   */
  readonly availabilityZones?: AvailabilityZones;
}

/** Regions in which an account has two zones. */
const REGIONS_WITH_TWO_ZONES = ['us-west-1'];

/** The most zones that a Region has. */
const MOST_ZONES = 6;

/** Address ranges are reserved for the subnets of this many zones. */
export const PLACES = 8;

const FIRST_LETTER = 'a'.charCodeAt(0);

/**
 * The Availability Zones that the ingress runs in.
 *
 * In each zone you pay for a load balancer node, the interface endpoints and at least one task.
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
    requireTypes({ count }, { count: number });
    requireInteger('count', count, 1, MOST_ZONES);
    // Without a Region, Fn.getAzs() takes the Region of the stack. So the subnets stay the same when the app names that Region later.
    return new AvailabilityZones(() => Array.from({ length: count }, (_, index) => Fn.select(index, Fn.getAzs())));
  }

  /**
   * Zones by their names, such as `us-east-1b`.
   *
   * Use names in a Region where VPC Lattice or Fargate is missing in a zone. The same name stands for different zones in
   * different accounts: compare zone ids.
   *
   * The subnets of a zone follow from its letter: any other zone can be added or removed later, in any order. Where one of the names is a
   * token, the subnets follow from the places in this list, so keep its order. Name the zones before the first deployment, because the
   * first zones of a Region may have other letters than their places.
   *
   * @param names the names of the zones, each once
   * @throws where there is no name, where a name is not one of a zone, or where a name or a letter is there twice
   * @see https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, availabilityZones: AvailabilityZones.named('us-east-1a', 'us-east-1b') });
   */
  public static named(...names: string[]): AvailabilityZones {
    requireTypes({ names }, { names: listOf(text) });
    requireNotEmpty('names', names, 'name at least one Availability Zone, such as us-east-1a');
    names.forEach((name) => requireThat('names', name, (zone) => /^[a-z0-9-]+[a-z]$/.test(zone), 'be names of Availability Zones, such as us-east-1a'));
    requireThat('names', names, (zones) => new Set(zones).size === zones.length, 'name each zone once');
    placesOf(names);
    return new AvailabilityZones((region) => names.map((name) => requireZoneOf(region, name)));
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

/** Throws where the zone is of another Region, or a Local Zone, which has no VPC Lattice. */
function requireZoneOf(region: string, name: string): string {
  return requireThat('names', name, (zone) => Token.isUnresolved(region) || (zone.startsWith(region) && zone.length === region.length + 1),
    `be zones of ${region}, the Region of the stack`);
}

/** Three zones, or two in a Region that is known to have no more. */
export function defaultZones(region: string): AvailabilityZones {
  return AvailabilityZones.count(REGIONS_WITH_TWO_ZONES.includes(region) ? 2 : 3);
}

/**
 * The places of the zones in the VPC: 0 for the zone whose name ends with `a`.
 *
 * `Fn::GetAZs` lists zones in the order of the alphabet, so the first zones have the same places in most Regions.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html
 */
export function placesOf(zones: string[]): Map<number, string> {
  const known = !zones.some((zone) => Token.isUnresolved(zone) || isPendingLookup(zone));
  const placed = new Map<number, string>();
  zones.forEach((zone, index) => {
    const place = known ? zone.charCodeAt(zone.length - 1) - FIRST_LETTER : index;
    if (place >= PLACES || placed.has(place)) {
      throw new Error(`'names' must be zones that end with different letters from a to h, got '${zone}': name ${MOST_ZONES} zones of one Region at most`);
    }
    placed.set(place, zone);
  });
  return placed;
}
