import { Fn, Token } from 'aws-cdk-lib';
import { requireInteger, requireNotEmpty, requireThat } from '../private/validation';

/** Regions in which an account has two zones. */
const REGIONS_WITH_TWO_ZONES = ['us-west-1'];

/** How many subnets of one kind fit beside each other in any Region. */
const MOST_ZONES = 6;

/**
 * In which Availability Zones the ingress runs.
 *
 * A load balancer, an endpoint and at least one task are paid for in each of them.
 */
export abstract class AvailabilityZones {
  /**
   * The first zones of the Region, as CloudFormation lists them.
   *
   * Warns in a known Region of which a zone has no VPC Lattice, since it may be among them.
   *
   * @param count how many zones, 1 to 6; two or more for availability
   */
  public static count(count: number): AvailabilityZones {
    requireInteger('count', count, 1, MOST_ZONES);
    return new FirstZones(count);
  }

  /**
   * Zones by name, such as `us-east-1b`.
   *
   * For Regions with a zone in which VPC Lattice or Fargate is missing. Names stand for different zones in
   * different accounts: compare zone ids.
   *
   * @see https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
   */
  public static named(...names: string[]): AvailabilityZones {
    requireNotEmpty('names', names, 'name at least one Availability Zone, such as us-east-1a');
    names.forEach((name) => requireThat('names', name, (zone) => /^[a-z0-9-]+[a-z]$/.test(zone), 'be names of Availability Zones, such as us-east-1a'));
    requireThat('names', names, (zones) => new Set(zones).size === zones.length, 'name each zone once');
    return new NamedZones(names);
  }

  /** The names of the zones, which may be tokens. */
  public abstract bind(region: string): string[];
}

/** Three zones, or two in a Region that is known to have no more. */
export function defaultZones(region: string): AvailabilityZones {
  return AvailabilityZones.count(!Token.isUnresolved(region) && REGIONS_WITH_TWO_ZONES.includes(region) ? 2 : 3);
}

class FirstZones extends AvailabilityZones {
  constructor(private readonly zoneCount: number) {
    super();
  }

  public bind(region: string): string[] {
    return Array.from({ length: this.zoneCount }, (_, index) => Fn.select(index, Fn.getAzs(Token.isUnresolved(region) ? undefined : region)));
  }
}

class NamedZones extends AvailabilityZones {
  constructor(private readonly zoneNames: string[]) {
    super();
  }

  public bind(_region: string): string[] {
    return this.zoneNames;
  }
}
