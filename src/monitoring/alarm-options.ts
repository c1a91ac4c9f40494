import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { alarmAction } from '../private/cdk-type-checks';
import { flag, known, listOf, number, requireOptions } from '../private/type-checks';
import { regionOfArn, requireInteger, requireSameRegion, requireThat } from '../private/validation';

/** The thresholds of the alarms. */
export interface AlarmThresholds {
  /**
   * The average CPU utilisation of the tasks, in percent, over 15 minutes.
   *
   * Keep it above `targetCpuUtilizationPercent`: while scaling keeps up, the average stays near that.
   *
   * @default 85
   */
  readonly cpuUtilizationPercent?: number;

  /**
   * The memory utilisation of the fullest task, in percent, over 15 minutes.
   *
   * The limits of the proxy keep nginx below this. A task that runs out of memory drops all its connections.
   *
   * @default 85
   */
  readonly memoryUtilizationPercent?: number;

  /**
   * Resets by the load balancer and by tasks, in percent of new connections, over 15 minutes.
   *
   * A connection that is idle for too long also ends in a reset, so some resets are normal.
   *
   * @default 25
   */
  readonly resetPercent?: number;

  /**
   * Refused connections and requests, in percent of all, over 15 minutes.
   *
   * Strangers who try names are a small share of the traffic. A name that is missing from the allow-list is a large share.
   *
   * @default 50
   */
  readonly refusalPercent?: number;

  /**
   * Connections and requests that no service took, in percent of those that were allowed, in two of three periods of 5 minutes.
   *
   * The same share of HTTP requests that services answered with 502 or 504, in percent of what was forwarded.
   *
   * @default 5
   */
  readonly upstreamFailurePercent?: number;

  /**
   * The least number of resets, refusals or failures in 5 minutes for which their share is counted.
   *
   * With little traffic, a single failure is a large share. The alarm on the proxy's limits goes off when this many connections and
   * requests are over the limit in 5 minutes.
   *
   * @default 10
   */
  readonly minEvents?: number;
}

/** Options of the alarms: their actions and thresholds. */
export interface AddAlarmsOptions extends AlarmThresholds {
  /**
   * The actions of every alarm when it goes off, such as a `SnsAction`.
   *
   * @default - none: the alarms are visible in the console and on the dashboard
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * Further actions of critical alarms when they go off, such as calling the person on duty.
   *
   * A critical alarm says that clients are turned away, or soon will be.
   *
   * @default - none
   */
  readonly criticalActions?: cloudwatch.IAlarmAction[];

  /**
   * The actions of every alarm when it returns to OK.
   *
   * @default - none
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * Whether one alarm for each zone watches for healthy tasks.
   *
   * If it is false, one alarm watches all zones together and goes off when no zone has a healthy task. Choose false if `minTasks` is
   * less than the number of zones.
   *
   * @default true
   */
  readonly perZone?: boolean;
}

/** The options that hold actions. */
export type ActionsOption = 'actions' | 'criticalActions' | 'okActions';

/** Throws where an option is of another type than TypeScript asks for. */
export function requireAlarmOptions(options: AddAlarmsOptions): void {
  requireOptions(options, {
    actions: listOf(alarmAction),
    criticalActions: listOf(alarmAction),
    okActions: listOf(alarmAction),
    perZone: known(flag, 'it decides which alarms there are'),
    cpuUtilizationPercent: number,
    memoryUtilizationPercent: number,
    resetPercent: number,
    refusalPercent: number,
    upstreamFailurePercent: number,
    minEvents: number,
  });
}

/**
 * The same actions, which throw if they are of another Region than their alarm: CloudWatch refuses such an alarm. They tell `bound` what they notify.
 *
 * @see https://github.com/cds-snc/notification-terraform/pull/128 for what CloudWatch says
 */
export function actionsOfRegion(
  prop: ActionsOption, actions: cloudwatch.IAlarmAction[] = [], bound: (place: string, arn: string) => void,
): cloudwatch.IAlarmAction[] {
  return actions.map((action, index) => ({
    bind: (scope, alarm) => {
      const config = action.bind(scope, alarm);
      const { alarmActionArn: arn } = config;
      const region = Token.isUnresolved(arn) ? undefined : regionOfArn(arn);
      const place = `${prop}[${index}]`;
      requireSameRegion(place, arn, region, Stack.of(alarm).region, 'an alarm notifies only what is in its Region');
      bound(place, arn);
      return config;
    },
  }));
}

/** The thresholds, defaults filled in and checked. */
export function thresholdsOf(options: AlarmThresholds): Required<AlarmThresholds> {
  const percent = (prop: keyof AlarmThresholds, standard: number) => requireThat(
    prop, options[prop] ?? standard,
    (value) => value > 0 && value <= 100,
    'be a percentage above 0 and of at most 100',
  );
  return {
    cpuUtilizationPercent: percent('cpuUtilizationPercent', 85),
    memoryUtilizationPercent: percent('memoryUtilizationPercent', 85),
    resetPercent: percent('resetPercent', 25),
    refusalPercent: percent('refusalPercent', 50),
    upstreamFailurePercent: percent('upstreamFailurePercent', 5),
    minEvents: requireInteger('minEvents', options.minEvents ?? 10, 1),
  };
}

/** Warns where the service scales to keep the CPU at a value at which the alarm goes off. */
export function warnOfLowCpuAlarm(scope: IConstruct, options: AlarmThresholds, target: number): void {
  const { cpuUtilizationPercent: threshold } = thresholdsOf(options);
  if (![threshold, target].some((each) => Token.isUnresolved(each)) && threshold <= target) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:lowCpuAlarm',
      `'cpuUtilizationPercent' is ${threshold}, and the service scales to keep the CPU at ${target} percent ('targetCpuUtilizationPercent'): the alarm goes off although scaling keeps up. ` +
        `Choose a threshold above ${target}, a lower target, or acknowledge this warning.`);
  }
}
