import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmDefinition, FIVE_MINUTES, RUNBOOK, Severity, Watch } from './alarm-definition';
import { ActionsOption, actionsOfRegion, AddAlarmsOptions, thresholdsOf } from './alarm-options';
import { faultsOfTopic } from './alarm-topics';
import { Metrics } from './metrics';
import { refusals, resets, serviceFailures, upstreamFailures } from './percentage-alarms';
import { NamedTargetGroup } from './target-groups';
import {
  cpuUtilization, followerStopped, memoryUtilization, noHealthyTarget, overLimit, portAllocationErrors, runningBelowDesired, unhealthyTarget,
} from './threshold-alarms';

/** The alarms of an ingress, by what they watch. */
export interface IngressAlarms {
  /** Alarms that no task is healthy behind a listener: one for each listener and zone, or for each listener. Critical. */
  readonly noHealthyTarget: cloudwatch.Alarm[];

  /** Alarms that a task has been unhealthy for 5 minutes: one for each listener. A warning. */
  readonly unhealthyTarget: cloudwatch.Alarm[];

  /** The alarm that fewer tasks than desired have been running for 5 minutes. A warning. */
  readonly runningBelowDesired: cloudwatch.Alarm;

  /** The alarm that the tasks use most of their CPU, although the service scales. A warning. */
  readonly cpuUtilization: cloudwatch.Alarm;

  /** The alarm that a task uses most of its memory. A warning. */
  readonly memoryUtilization: cloudwatch.Alarm;

  /** The alarm that the load balancer dropped connections because it had no port left towards a task. Critical. */
  readonly portAllocationErrors: cloudwatch.Alarm;

  /** The alarm that many connections end in a reset. A warning. */
  readonly resets: cloudwatch.Alarm;

  /** The alarm that most connections and requests are refused. A warning. */
  readonly refusals: cloudwatch.Alarm;

  /** The alarm that clients are turned away because a task or a client has reached its limit. Critical. */
  readonly overLimit: cloudwatch.Alarm;

  /** The alarm that allowed connections and requests do not reach a service. Critical. */
  readonly upstreamFailures: cloudwatch.Alarm;

  /** The alarm on answers 502 or 504 of services, or of VPC Lattice for them, over HTTP. Critical. None if HTTP is not forwarded. */
  readonly serviceFailures: cloudwatch.Alarm[];

  /** The alarm that nothing has followed the service networks for a while. Critical. None if no service network is followed. */
  readonly followerStopped: cloudwatch.Alarm[];

  /** The critical alarms: clients are turned away, or soon will be. */
  readonly critical: cloudwatch.Alarm[];

  /** The warnings, which can wait for working hours. */
  readonly warning: cloudwatch.Alarm[];

  /** All alarms. */
  readonly all: cloudwatch.Alarm[];
}

export interface AlarmsProps extends AddAlarmsOptions {
  readonly metrics: Metrics;
  readonly targetGroups: NamedTargetGroup[];
  /** Whether answers of services are seen. */
  readonly forwardsHttp: boolean;
  /** The zones of the load balancer, if they are known. */
  readonly zones?: string[];
}

/** The alarms, each with its severity and the section of the runbook that says what to do. */
export class Alarms extends Construct {
  public readonly made: IngressAlarms;

  private readonly bySeverity: Record<Severity, cloudwatch.Alarm[]> = { CRITICAL: [], WARNING: [] };

  /** The ARN of what each action notifies, by its place in the options. */
  private readonly notified = new Map<string, string>();

  constructor(scope: Construct, id: string, private readonly props: AlarmsProps) {
    super(scope, id);
    const { metrics, targetGroups, forwardsHttp } = props;
    const { followedNames } = metrics;
    const watch: Watch = { metrics, thresholds: thresholdsOf(props), ...FIVE_MINUTES, countsForwarded: metrics.countForwarded };
    const zones = zonesToWatch(props);

    const byName = {
      noHealthyTarget: targetGroups.flatMap((each) => noHealthyTarget(watch, each, zones)).map((alarm) => this.add(alarm)),
      unhealthyTarget: targetGroups.map((each) => this.add(unhealthyTarget(watch, each))),
      runningBelowDesired: this.add(runningBelowDesired(watch)),
      cpuUtilization: this.add(cpuUtilization(watch)),
      memoryUtilization: this.add(memoryUtilization(watch)),
      portAllocationErrors: this.add(portAllocationErrors(watch)),
      resets: this.add(resets(watch)),
      refusals: this.add(refusals(watch)),
      overLimit: this.add(overLimit(watch)),
      upstreamFailures: this.add(upstreamFailures(watch)),
      serviceFailures: forwardsHttp ? [this.add(serviceFailures(watch))] : [],
      followerStopped: followedNames ? [this.add(followerStopped(followedNames))] : [],
    };
    const { CRITICAL: critical, WARNING: warning } = this.bySeverity;
    this.made = { ...byName, critical, warning, all: [...critical, ...warning] };
    // At synth, because the policy of a topic may grow until then.
    this.node.addValidation({ validate: () => [...this.notified].flatMap(([prop, arn]) => faultsOfTopic(this, prop, arn)) });
  }

  private add({ id, severity, says, section, ...watched }: AlarmDefinition): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, id, {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      ...watched,
      alarmDescription: `${severity}: ${says}. What to do: ${RUNBOOK}#${section}`,
    });
    alarm.addAlarmAction(...this.actions('actions'), ...(severity === 'CRITICAL' ? this.actions('criticalActions') : []));
    alarm.addOkAction(...this.actions('okActions'));
    this.bySeverity[severity].push(alarm);
    return alarm;
  }

  private actions(prop: ActionsOption): cloudwatch.IAlarmAction[] {
    return actionsOfRegion(prop, this.props[prop], (place, arn) => this.notified.set(place, arn));
  }
}

/** The zones with an alarm each; nothing where one alarm watches all of them. */
function zonesToWatch({ perZone = true, zones }: AlarmsProps): string[] | undefined {
  if (perZone && !zones) {
    throw new Error('\'perZone\' must be false, because a subnet of the load balancer does not know its zone: ' +
      'import it with its \'availabilityZone\', or watch all zones together');
  }
  return perZone ? zones : undefined;
}
