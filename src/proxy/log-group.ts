import { RemovalPolicy, Size } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { requireAbsent } from '../private/validation';

/** Where the tasks log, and how. */
export interface LogOptions {
  /**
   * Where the tasks log, in the Region of the stack.
   *
   * @default - a log group that is deleted with the stack
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * How long the log is kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The key that encrypts the log. Its policy must let CloudWatch Logs use it.
   *
   * @default - encrypted by CloudWatch Logs itself
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: kms.IKeyRef;

  /**
   * What the proxy does while CloudWatch takes no logs: drop the oldest lines beyond 25 MiB, or wait.
   *
   * A proxy that waits stops serving.
   *
   * @default ecs.AwsLogDriverMode.NON_BLOCKING
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
   */
  readonly logDriverMode?: ecs.AwsLogDriverMode;
}

/** The existing log group, or a new one. */
export function logGroupOf(scope: Construct, options: LogOptions): logs.ILogGroup {
  const { logGroup, logRetention, logEncryptionKey } = options;
  if (logGroup) {
    requireAbsent({ logRetention, logEncryptionKey }, 'with \'logGroup\'', 'they describe a new log group');
    return logGroup;
  }
  return new logs.LogGroup(scope, 'LogGroup', {
    retention: logRetention ?? logs.RetentionDays.ONE_MONTH,
    encryptionKey: logEncryptionKey,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** The log driver of the container. */
export function logDriverOf(logGroup: logs.ILogGroup, { logDriverMode = ecs.AwsLogDriverMode.NON_BLOCKING }: LogOptions): ecs.LogDriver {
  return ecs.LogDrivers.awsLogs({
    logGroup,
    streamPrefix: 'ingress',
    mode: logDriverMode,
    maxBufferSize: logDriverMode === ecs.AwsLogDriverMode.NON_BLOCKING ? Size.mebibytes(25) : undefined,
  });
}
