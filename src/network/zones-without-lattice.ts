import { Annotations, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Ids of zones in which VPC Lattice is missing, by Region. */
export const ZONES_WITHOUT_LATTICE: Record<string, string> = {
  'us-east-1': 'use1-az3',
  'us-west-1': 'usw1-az2',
  'ap-northeast-1': 'apne1-az3',
  'ap-northeast-2': 'apne2-az2',
  'eu-central-1': 'euc1-az2',
  'eu-west-1': 'euw1-az4',
  'ca-central-1': 'cac1-az3',
  'il-central-1': 'ilc1-az2',
};

/**
 * Warns where nobody named the zones and one of them may be without VPC Lattice.
 *
 * Which zone an account calls its first is not known at synth.
 */
export function warnOfZonesWithoutLattice(scope: IConstruct, region: string, zones: string[]): void {
  const missing = Object.entries(ZONES_WITHOUT_LATTICE).filter(([name]) => Token.isUnresolved(region) || name === region);
  if (missing.length > 0 && zones.every((zone) => Token.isUnresolved(zone))) {
    Annotations.of(scope).addWarningV2(
      'cdk-lattice-external-ingress:zoneWithoutLattice',
      `VPC Lattice is not in ${missing.map(([name, id]) => `zone ${id} of ${name}`).join(', ')}. It may be among the first ${zones.length} zones of the account. ` +
        'Find its name with \'aws ec2 describe-availability-zones\', name others with AvailabilityZones.named(...) before the first deployment, because subnets keep their zones, or acknowledge this warning.',
    );
  }
}
