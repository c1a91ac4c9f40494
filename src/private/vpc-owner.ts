import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';

/**
 * Throws where the app knows that another account owns the VPC and shares only its subnets.
 *
 * The owner makes endpoints. Participants make security groups, load balancers and tasks.
 *
 * @param prop the prop that asks for it
 * @param what the things that only the owner can make
 * @param advice what to do instead
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html for endpoints in shared subnets
 */
export function requireOwnedVpc(scope: IConstruct, vpc: ec2.IVpc, prop: string, what: string, advice: string): void {
  const { account } = Stack.of(scope);
  const owner = vpc.env.account;
  if (!Token.isUnresolved(account) && !Token.isUnresolved(owner) && owner !== account) {
    throw new Error(`'${prop}' must not make ${what} in a VPC of another account, got a VPC of ${owner} in a stack of ${account}: ${advice}`);
  }
}
