import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmDefinition, ONE_MINUTE, RUNBOOK, Watch } from './alarm-definition';
import { thresholdsOf } from './alarm-options';
import { Metrics } from './metrics';
import { refusals, upstreamFailures } from './percentage-alarms';
import { NamedTargetGroup } from './target-groups';
import { unhealthyTarget } from './threshold-alarms';
import { inOrder } from '../private/stable-ids';
import { requireUnique, requireThat } from '../private/validation';

/** How long a share has to last; its periods are minutes. */
const IN_A_ROLLOUT = 'in two of three minutes';

/**
 * Options of the deployment alarms: ECS takes a rollout back when one of them goes off while the rollout runs.
 *
 * ECS ignores an alarm that is in ALARM when the rollout starts, until the next rollout. After the last old task has stopped, ECS watches for a
 * bake time that it works out from the periods of the alarms: at least 5 minutes here, for unhealthy targets.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export interface IngressDeploymentAlarms {
  /**
   * Refused connections and requests, in percent of all, in two of three minutes.
   *
   * @default 50
   */
  readonly refusalPercent?: number;

  /**
   * Connections and requests that no service took, in percent of those that were allowed, in two of three minutes.
   *
   * @default 5
   */
  readonly upstreamFailurePercent?: number;

  /**
   * The least number of refusals or failures in a minute for which their share is counted.
   *
   * @default 10
   */
  readonly minEvents?: number;

  /**
   * The names of further alarms, such as one on the errors of a service. The alarms have to exist.
   *
   * If an alarm in the same stack watches a metric of the ECS service, give it a name and pass the same text here: its `alarmName` would make a cycle.
   *
   * @default - none
   */
  readonly alarmNames?: string[];
}

/** Options of the rollouts. */
export interface RolloutOptions {
  /**
   * The alarms by which ECS takes a bad rollout back. `{}` chooses those of the ingress with their default thresholds.
   *
   * They watch upstream failures, refusals and unhealthy targets. The stack's update then fails and rolls back. They notify nobody: for that, see `addAlarms()`.
   *
   * @default - ECS takes back only rollouts whose tasks do not start or do not become healthy
   */
  readonly deploymentAlarms?: IngressDeploymentAlarms;
}

export interface DeploymentAlarmsProps extends IngressDeploymentAlarms {
  readonly metrics: Metrics;
  readonly targetGroups: NamedTargetGroup[];
}

/**
 * The alarms that ECS watches during a rollout.
 *
 * They are others than those of `addAlarms()`, which wait for the service and look at longer times. These exist before the service,
 * so none of them may watch a metric of the service.
 */
export class DeploymentAlarms extends Construct {
  /** The names of all alarms, also of those that the user named. */
  public readonly alarmNames: string[];

  constructor(scope: Construct, id: string, props: DeploymentAlarmsProps) {
    super(scope, id);
    const { metrics, targetGroups, alarmNames = [] } = props;
    if (!metrics.countLines) {
      throw new Error('\'deploymentAlarms\' must not be given with logs.LogGroupClass.INFREQUENT_ACCESS, which has no metric filters to count refusals and failures with: ' +
        'use logs.LogGroupClass.STANDARD, or call service.enableDeploymentAlarms() with alarms of your own');
    }
    requireUnique('alarmNames', alarmNames).forEach((name) => requireThat('alarmNames', name, (each) => each.length > 0 && each.length <= 255, 'hold names of 1 to 255 characters'));
    // A sample of one minute is too small to compare with.
    const watch: Watch = { metrics, thresholds: thresholdsOf(props), ...ONE_MINUTE, countsForwarded: metrics.countEachForwarded };
    const own = [
      upstreamFailures(watch, `did not reach a service ${IN_A_ROLLOUT}`),
      // Two of three minutes, as for failures: a rollout takes as long, and an alarm that recovers soon is watched again by the next one.
      { ...refusals(watch, `were refused ${IN_A_ROLLOUT}`), datapointsToAlarm: 2 },
      ...targetGroups.map((each) => unhealthyTarget(watch, each)),
    ];
    this.alarmNames = [...own.map((alarm) => this.add(alarm).alarmName), ...inOrder(this, alarmNames, (name) => name)];
  }

  private add({ id, severity: _severity, says, section, ...watched }: AlarmDefinition): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      ...watched,
      alarmDescription: `DEPLOYMENT: ${says}. ECS takes a running rollout back. What to do: ${RUNBOOK}#${section}`,
    });
  }
}
