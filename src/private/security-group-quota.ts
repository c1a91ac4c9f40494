import { IConstruct } from 'constructs';
import { requireThat } from './validation';

/**
 * The context value that says how many rules a security group takes in one direction, in an account where AWS raised that quota.
 *
 * A quota belongs to an account and not to an ingress, as CDK's own `@aws-cdk/core:stackResourceLimit` does.
 */
export const RULES_CONTEXT = 'cdk-lattice-external-ingress:rulesPerSecurityGroup';

/** The quota unless AWS raised it, and the highest that it can be raised to, for one security group of a network interface. */
const [DEFAULT_RULES, MOST_RULES] = [60, 1000];

/**
 * The rules that a security group takes in one direction, for IPv4 and for IPv6 each. A prefix list counts with its weight in both.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 */
export function rulesPerSecurityGroup(scope: IConstruct): number {
  // The command line gives texts.
  const given = scope.node.tryGetContext(RULES_CONTEXT) ?? DEFAULT_RULES;
  requireThat(RULES_CONTEXT, given, (value) => /^\d+$/.test(`${value}`) && Number(value) >= DEFAULT_RULES && Number(value) <= MOST_RULES,
    `be a whole number between ${DEFAULT_RULES} and ${MOST_RULES} in the context`, 'give the quota of the account, or remove the context value');
  return Number(given);
}
