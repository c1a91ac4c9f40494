import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Warns where the app makes a resource in another account, which CDK does not report.
 *
 * Not an error, because AWS RAM may share it. What is imported is shared already.
 *
 * @param made what the app makes
 * @param warning the id of the warning
 * @param consequence what fails unless the resource is shared
 * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/sharing.html
 */
export function warnOfOtherAccount(scope: IConstruct, prop: string, made: IConstruct, warning: string, consequence: string): void {
  const [own, other] = [scope, made].map((each) => Stack.of(each).account);
  if (![own, other].some((account) => Token.isUnresolved(account)) && own !== other) {
    Annotations.of(scope).addWarningV2(`cdk-lattice-external-ingress:${warning}`,
      `'${prop}' takes '${made.node.path}', which is made in the account ${other}, and the stack is of ${own}: ${consequence}. ` +
        'Make it in the account of the stack, or share it and acknowledge this warning.');
  }
}
