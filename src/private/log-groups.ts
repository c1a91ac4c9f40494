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
    requireOpenToLogs(ingress, key);
    ingress.node.setContext(KEY, key);
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
