import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Regions in which CloudFormation has no resources of VPC Lattice, as of November 2026.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/vpc-lattice-service.html
 */
const WITHOUT_LATTICE = ['ap-east-2', 'ap-southeast-6', 'ap-southeast-7', 'cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1'];

/** Warns where the stack is for a Region without VPC Lattice; AWS may have added it later. */
export function warnWithoutLattice(scope: IConstruct): void {
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region) && WITHOUT_LATTICE.includes(region)) {
    Annotations.of(scope).addWarningV2(
      'cdk-lattice-external-ingress:regionWithoutLattice',
      `VPC Lattice was not in ${region} when this version was made: the deployment fails there. Use another Region, or acknowledge this warning if AWS has added it.`,
    );
  }
}
