import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmDefinition, FIVE_MINUTES, RUNBOOK, Severity, Watch } from './alarm-definition';
import { AddAlarmsOptions, thresholdsOf } from './alarm-options';
import {
  cpuUtilization, followerStopped, memoryUtilization, noHealthyTarget, overLimit, portAllocationErrors, runningBelowDesired, unhealthyTarget,
} from './count-alarms';
import { IngressAlarms } from './ingress-alarms';
import { Metrics } from './metrics';
import { refusals, resets, serviceFailures, upstreamFailures } from './percentage-alarms';
import { NamedTargetGroup } from './target-groups';

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
  }

  private add({ id, severity, says, section, ...watched }: AlarmDefinition): cloudwatch.Alarm {
    const { actions = [], criticalActions = [], okActions = [] } = this.props;
    const alarm = new cloudwatch.Alarm(this, id, {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      ...watched,
      alarmDescription: `${severity}: ${says}. What to do: ${RUNBOOK}#${section}`,
    });
    alarm.addAlarmAction(...actions, ...(severity === 'CRITICAL' ? criticalActions : []));
    alarm.addOkAction(...okActions);
    this.bySeverity[severity].push(alarm);
    return alarm;
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
