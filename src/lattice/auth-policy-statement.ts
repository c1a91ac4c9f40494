import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Lets principals invoke services from one VPC only.
 *
 * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html
 */
export function invokeFrom(vpcId: string, principals: iam.IPrincipal[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals,
    actions: ['vpc-lattice-svcs:Invoke'],
    resources: ['*'],
    conditions: { StringEquals: { 'vpc-lattice-svcs:SourceVpc': vpcId } },
  });
}
