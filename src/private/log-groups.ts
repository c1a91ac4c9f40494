import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { requireOpenToLogs } from './log-key-policy';

const KEY = 'cdk-lattice-external-ingress:logEncryptionKey';

/**
 * Gives the log groups below `ingress` their key, if there is one, before the first child of `ingress` is made.
 *
 * By context, because functions at many depths make log groups, and need the key for nothing else.
 */
export function encryptLogGroups(ingress: Construct, key?: kms.IKeyRef): void {
  if (key) {
    const target = behindAlias(key);
    requireOpenToLogs(ingress, target);
    ingress.node.setContext(KEY, target);
  }
}

/**
 * The key that an alias stands for, as far as the app knows it; any other key as it is.
 *
 * CDK writes the ARN of an alias without a reference to the alias, so CloudFormation would not wait for an alias that the app makes. CloudWatch Logs
 * refuses a key that does not exist yet.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html
 */
function behindAlias(key: kms.IKeyRef & { readonly aliasTargetKey?: kms.IKey }): kms.IKeyRef {
  try {
    return key.aliasTargetKey ?? key;
  } catch {
    // An alias that is imported by its name knows no key, and exists already.
    return key;
  }
}

/** The key of the log groups of the ingress above. */
export function logKeyOf(scope: IConstruct): kms.IKeyRef | undefined {
  return scope.node.tryGetContext(KEY);
}

/** Makes a log group of the ingress: encrypted with its key, and deleted with the stack. */
export function makeLogGroup(scope: Construct, id: string, props: logs.LogGroupProps): logs.LogGroup {
  return new logs.LogGroup(scope, id, { ...props, encryptionKey: logKeyOf(scope), removalPolicy: RemovalPolicy.DESTROY });
}
