import { Size, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AccessLogOptions } from './access-log';
import { makeLogGroup } from '../private/log-groups';
import { isResource } from '../private/resource-type';
import { requireAbsent, requireSameAccount, requireSameRegion } from '../private/validation';

/** Options for the log of the tasks. */
export interface LogOptions extends AccessLogOptions {
  /**
   * The log group of the tasks, in the Region of the stack.
   *
   * @default - a new log group, which is deleted with the stack
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The time that log events of the tasks are kept.
   *
   * The other log groups of the ingress keep theirs for as long as their readers need, because they hold no access log: those of functions
   * and of builds for a month, and that of Container Insights for a day, whose metrics stay. For flow logs, give `flowLogs` a log group
   * with the retention that you want.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The class of the log group. `INFREQUENT_ACCESS` costs half as much for each GB that is written.
   *
   * `INFREQUENT_ACCESS` has no metric filters and no live tail: only CloudWatch Logs Insights reads it, and `addAlarms()` and the metrics that
   * count lines throw. CloudFormation cannot change the class of a log group. To change the class later, set `logGroup` to another log group.
   *
   * @default logs.LogGroupClass.STANDARD
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
   */
  readonly logGroupClass?: logs.LogGroupClass;

  /**
   * The key that encrypts every log group that the ingress makes. Its policy must let CloudWatch Logs use it for each of them.
   *
   * These are the log groups of the tasks, of functions, of builds, of Container Insights, and of flow logs, if
   * `ec2.FlowLogDestination.toCloudWatchLogs()` makes it. An existing log group in `logGroup` or `flowLogs` keeps its own encryption.
   *
   * @default - encrypted by CloudWatch Logs itself
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: kms.IKeyRef;

  /**
   * The delivery mode of the log driver, for the time in which CloudWatch Logs takes no events.
   *
   * `NON_BLOCKING` drops the oldest lines beyond 25 MiB. With `BLOCKING` the proxy waits, and stops serving.
   *
   * @default ecs.AwsLogDriverMode.NON_BLOCKING
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
   */
  readonly logDriverMode?: ecs.AwsLogDriverMode;
}

/** The existing log group, or a new one. */
export function logGroupOf(scope: Construct, options: LogOptions): logs.ILogGroup {
  const { logGroup, logRetention, logGroupClass } = options;
  if (logGroup) {
    requireAbsent({ logRetention, logGroupClass }, 'with \'logGroup\'', 'they describe a new log group');
    requireSameRegion('logGroup', logGroup.node.path, logGroup.env.region, Stack.of(scope).region, 'the log driver writes to its Region');
    requireSameAccount('logGroup', logGroup.node.path, logGroup.env.account, Stack.of(scope).account, 'the log driver writes to its account');
    return logGroup;
  }
  return makeLogGroup(scope, 'LogGroup', {
    // STANDARD must make the same template as leaving it out.
    logGroupClass: logGroupClass === logs.LogGroupClass.STANDARD ? undefined : logGroupClass,
    retention: logRetention ?? logs.RetentionDays.ONE_MONTH,
  });
}

/** Whether metrics can be made of the lines; of an imported log group it is not known, and taken to be so. */
export function takesMetricFilters(logGroup: logs.ILogGroup): boolean {
  const { defaultChild } = logGroup.node;
  return !isResource(defaultChild, logs.CfnLogGroup) || defaultChild.logGroupClass !== logs.LogGroupClass.INFREQUENT_ACCESS;
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
