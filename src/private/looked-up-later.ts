import { Token } from 'aws-cdk-lib';

/**
 * What CDK gives for a parameter that it has not looked up yet, with whatever the user put around it.
 *
 * Only characters that names, ARNs and addresses consist of: nothing else may pass unchecked, not even into a
 * template that is never deployed.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
const DUMMY = /^[\w.*\/:@-]*dummy-value-for-[\w.*\/:@-]+$/;

/**
 * Whether the value comes from a look-up that CDK does after this synthesis, such as `StringParameter.valueFromLookup()`.
 *
 * CDK then synthesises again with the real value, so a check now would only keep the look-up from happening.
 */
export function isLookedUpLater(value: unknown): boolean {
  if (Array.isArray(value)) {
    return !Token.isUnresolved(value) && value.some(isLookedUpLater);
  }
  return typeof value === 'string' && DUMMY.test(value);
}
