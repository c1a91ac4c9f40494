import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';

/**
 * Regions of the partition `aws` in which CloudFormation has no resources of VPC Lattice, as of November 2026.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/vpc-lattice-service.html
 */
const WITHOUT_LATTICE = ['ap-east-2', 'ap-southeast-6', 'ap-southeast-7'];

/**
 * The only partition in which AWS lists endpoints of VPC Lattice: none in China, GovCloud, the isolated partitions or the European Sovereign Cloud.
 *
 * @see https://github.com/boto/botocore/blob/develop/botocore/data/endpoints.json
 */
const PARTITION_WITH_LATTICE = 'aws';

/** Warns where the stack is for a Region without VPC Lattice; AWS may have added it later. */
export function warnWithoutLattice(scope: IConstruct): void {
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region) && lacksLattice(region)) {
    Annotations.of(scope).addWarningV2(
      'cdk-lattice-external-ingress:regionWithoutLattice',
      `VPC Lattice was not in ${region} when this version was made: the deployment fails there. Use another Region, or acknowledge this warning if AWS has added it.`,
    );
  }
}

/** A Region that CDK does not know may be new, and have VPC Lattice. */
function lacksLattice(region: string): boolean {
  const { partition = PARTITION_WITH_LATTICE } = RegionInfo.get(region);
  return partition !== PARTITION_WITH_LATTICE || WITHOUT_LATTICE.includes(region);
}
