import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

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
export function isPendingLookup(value: unknown): boolean {
  if (Array.isArray(value)) {
    return !Token.isUnresolved(value) && value.some(isPendingLookup);
  }
  return typeof value === 'string' && DUMMY.test(value);
}

/**
 * Whether CDK looks the VPC up after this synthesis. Until then it has made-up subnets, and none in a named group.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ec2.SelectedSubnets.html#ispendinglookup
 */
export function isVpcPendingLookup(vpc: ec2.IVpc): boolean {
  return vpc.selectSubnets({ subnets: [] }).isPendingLookup === true;
}
