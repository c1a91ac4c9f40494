import { Duration, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AddAlarmsOptions, AlarmThresholds, thresholdsOf } from './alarm-options';
import { IngressAlarms } from './ingress-alarms';
import { Metrics } from './metrics';
import { NamedTargetGroup } from './target-groups';

const RUNBOOK = 'https://github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress/blob/main/docs/runbook.md';

const ONE_MINUTE = { period: Duration.minutes(1) };
const FIVE_MINUTES = { period: Duration.minutes(5) };

export interface AlarmsProps extends AddAlarmsOptions {
  readonly metrics: Metrics;
  readonly targetGroups: NamedTargetGroup[];
  /** Nothing where they are not known. */
  readonly zones?: string[];
}

/** How much an alarm matters. */
type Severity = 'CRITICAL' | 'WARNING';

interface AlarmProps extends Pick<cloudwatch.AlarmProps, 'metric' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData' | 'comparisonOperator'> {
  /** One sentence without a full stop. */
  readonly says: string;
  /** The section of the runbook. */
  readonly section: string;
}

/** The alarms, each with its severity and the section of the runbook that says what to do. */
export class Alarms extends Construct {
  public readonly made: IngressAlarms;

  private readonly bySeverity: Record<Severity, cloudwatch.Alarm[]> = { CRITICAL: [], WARNING: [] };
  private readonly thresholds: Required<AlarmThresholds>;

  constructor(scope: Construct, id: string, private readonly props: AlarmsProps) {
    super(scope, id);
    this.thresholds = thresholdsOf(props);
    const { targetGroups } = props;

    const byName = {
      noHealthyTarget: targetGroups.flatMap((each) => this.noHealthyTarget(each)),
      unhealthyTarget: targetGroups.map((each) => this.unhealthyTarget(each)),
      runningBelowDesired: this.runningBelowDesired(),
      cpuUtilization: this.cpuUtilization(),
      memoryUtilization: this.memoryUtilization(),
      portAllocationErrors: this.portAllocationErrors(),
      resets: this.resets(),
      refusals: this.refusals(),
      overLimit: this.overLimit(),
      upstreamFailures: this.upstreamFailures(),
      serviceFailures: targetGroups.length > 1 ? [this.serviceFailures()] : [],
      followerStopped: this.followerStopped(),
    };
    const { CRITICAL: critical, WARNING: warning } = this.bySeverity;
    this.made = { ...byName, critical, warning, all: [...critical, ...warning] };
  }

  /** Where no task is registered nothing is reported, which is as bad as none being healthy. */
  private noHealthyTarget({ name, targetGroup }: NamedTargetGroup): cloudwatch.Alarm[] {
    const { metrics, perZone = true } = this.props;
    // As the best informed node of the load balancer sees it.
    const options = { ...ONE_MINUTE, statistic: cloudwatch.Stats.MAXIMUM };
    const places = perZone
      ? this.requireZones().map((zone, index) => ({ id: `InZone${index + 1}`, where: ` in ${zone}`, metric: metrics.healthyHostCountInZone(targetGroup, zone, options) }))
      : [{ id: '', where: '', metric: metrics.healthyHostCount({ targetGroup, ...options }) }];
    return places.map(({ id, where, metric }) => this.critical(`NoHealthy${name}Target${id}`, {
      says: `no task${where} is healthy for the ${name.toUpperCase()} listener`,
      section: 'no-healthy-target',
      metric,
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    }));
  }

  /** Nothing is reported where no task is registered; that is the alarm above. */
  private unhealthyTarget({ name, targetGroup }: NamedTargetGroup): cloudwatch.Alarm {
    return this.warning(`Unhealthy${name}Target`, {
      says: `a task has been unhealthy for the ${name.toUpperCase()} listener for 5 minutes`,
      section: 'unhealthy-target',
      metric: this.props.metrics.unHealthyHostCount({ targetGroup, ...ONE_MINUTE }),
      threshold: 1,
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** No data means that Container Insights is off. The alarm then shows INSUFFICIENT_DATA, not OK. */
  private runningBelowDesired(): cloudwatch.Alarm {
    const { metrics } = this.props;
    return this.warning('RunningBelowDesired', {
      says: 'fewer tasks than desired have been running for 5 minutes',
      section: 'fewer-tasks-than-desired',
      metric: new cloudwatch.MathExpression({
        label: 'Missing tasks',
        expression: 'desired - running',
        usingMetrics: { desired: metrics.desiredTaskCount(ONE_MINUTE), running: metrics.runningTaskCount(ONE_MINUTE) },
        ...ONE_MINUTE,
      }),
      threshold: 1,
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
    });
  }

  /** Without data no task is running, which other alarms report; this one has nothing to judge by. */
  private cpuUtilization(): cloudwatch.Alarm {
    return this.warning('CpuUtilization', {
      says: `the tasks have used ${this.percent('cpuUtilizationPercent')} of their CPU or more for 15 minutes`,
      section: 'cpu-utilization',
      metric: this.props.metrics.cpuUtilization(FIVE_MINUTES),
      threshold: this.thresholds.cpuUtilizationPercent,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
    });
  }

  /** Without data: as for CPU. */
  private memoryUtilization(): cloudwatch.Alarm {
    return this.warning('MemoryUtilization', {
      says: `a task has used ${this.percent('memoryUtilizationPercent')} of its memory or more for 15 minutes`,
      section: 'memory-utilization',
      metric: this.props.metrics.memoryUtilization({ ...FIVE_MINUTES, statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: this.thresholds.memoryUtilizationPercent,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
    });
  }

  /** Without connections nothing is reported, and none can have been dropped. */
  private portAllocationErrors(): cloudwatch.Alarm {
    return this.critical('PortAllocationErrors', {
      says: 'the load balancer dropped connections, having no port left towards a task',
      section: 'port-allocation-errors',
      metric: this.props.metrics.portAllocationErrorCount(FIVE_MINUTES),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Without connections there is nothing to reset. Resets that clients send are their own affair. */
  private resets(): cloudwatch.Alarm {
    const { metrics } = this.props;
    return this.warning('Resets', {
      says: `${this.percent('resetPercent')} of connections or more have ended in a reset for 15 minutes`,
      section: 'resets',
      metric: this.share('Resets, in percent of new connections', 'elb + target', 'MAX([elb + target, flows])', {
        elb: metrics.tcpElbResetCount(FIVE_MINUTES),
        target: metrics.tcpTargetResetCount(FIVE_MINUTES),
        flows: metrics.newFlowCount(FIVE_MINUTES),
      }),
      threshold: this.thresholds.resetPercent,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Where nothing is logged, nothing was refused. */
  private refusals(): cloudwatch.Alarm {
    const { metrics } = this.props;
    return this.warning('Refusals', {
      says: `${this.percent('refusalPercent')} of connections and requests or more have been refused for 15 minutes`,
      section: 'refusals',
      metric: metrics.countForwarded
        ? this.share('Refused, in percent of all', 'refused', 'refused + forwarded + failed', {
          refused: metrics.refusedCount(FIVE_MINUTES),
          forwarded: metrics.forwardedCount(FIVE_MINUTES),
          failed: metrics.upstreamFailureCount(FIVE_MINUTES),
        })
        : this.shareOfConnections('Refused', metrics.refusedCount(FIVE_MINUTES)),
      threshold: this.thresholds.refusalPercent,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Where nothing is logged, nobody was turned away. */
  private overLimit(): cloudwatch.Alarm {
    return this.warning('OverLimit', {
      says: 'clients were turned away, since a task or a client had reached the limit of its connections',
      section: 'over-the-limit',
      metric: this.props.metrics.overLimitCount(FIVE_MINUTES),
      threshold: this.thresholds.minEvents,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Where nothing is logged, nothing failed. Two of three periods, because retries bridge a short one. */
  private upstreamFailures(): cloudwatch.Alarm {
    const { metrics } = this.props;
    return this.critical('UpstreamFailures', {
      says: `${this.percent('upstreamFailurePercent')} of what was allowed or more did not reach a service`,
      section: 'upstream-failures',
      metric: metrics.countForwarded
        ? this.share('Failed, in percent of what was allowed', 'failed', 'failed + forwarded', {
          failed: metrics.upstreamFailureCount(FIVE_MINUTES),
          forwarded: metrics.forwardedCount(FIVE_MINUTES),
        })
        : this.shareOfConnections('Failed', metrics.upstreamFailureCount(FIVE_MINUTES)),
      threshold: this.thresholds.upstreamFailurePercent,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Only of HTTP: what a service answers over TLS nobody sees here. A share of what was forwarded, of which they are a part. */
  private serviceFailures(): cloudwatch.Alarm {
    const { metrics } = this.props;
    return this.critical('ServiceFailures', {
      says: `${this.percent('upstreamFailurePercent')} of what was forwarded or more was answered with 502 or 504 by VPC Lattice or a service`,
      section: 'service-failures',
      metric: metrics.countForwarded
        ? this.share('Failed, in percent of what was forwarded', 'failed', 'MAX([failed, forwarded])', {
          failed: metrics.serviceFailureCount(FIVE_MINUTES),
          forwarded: metrics.forwardedCount(FIVE_MINUTES),
        })
        : this.shareOfConnections('Failed', metrics.serviceFailureCount(FIVE_MINUTES)),
      threshold: this.thresholds.upstreamFailurePercent,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Each run that succeeds reports a number, so nothing reported is what goes off. */
  private followerStopped(): cloudwatch.Alarm[] {
    const { metrics } = this.props;
    return metrics.followedNames ? [this.critical('FollowerStopped', {
      says: `no run has followed the service networks for ${metrics.followedNames.period.toMinutes() * 3} minutes, so new services have no names and old ones keep theirs`,
      section: 'follower-stopped',
      metric: metrics.followedNameCount({ period: metrics.followedNames.period, statistic: cloudwatch.Stats.SAMPLE_COUNT }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    })] : [];
  }

  private requireZones(): string[] {
    if (!this.props.zones) {
      throw new Error('\'perZone\' must be false, because a subnet of the load balancer does not know its zone: ' +
        'import it with its \'availabilityZone\', or watch all zones together');
    }
    return this.props.zones;
  }

  /** Where the log does not tell what was forwarded: HTTP requests share connections, so there may be more of them than of those. */
  private shareOfConnections(label: string, part: cloudwatch.IMetric): cloudwatch.IMetric {
    const flows = this.props.metrics.newFlowCount(FIVE_MINUTES);
    return this.share(`${label}, in percent of new connections`, 'part', 'MAX([part, flows])', { part, flows });
  }

  /** A share in percent, counted as none while it is of too few. */
  private share(label: string, part: string, whole: string, usingMetrics: Record<string, cloudwatch.IMetric>): cloudwatch.IMetric {
    const least = Tokenization.stringifyNumber(this.thresholds.minEvents);
    return new cloudwatch.MathExpression({
      label,
      expression: `IF((${part}) >= ${least}, 100 * (${part}) / (${whole}), 0)`,
      usingMetrics,
      ...FIVE_MINUTES,
    });
  }

  private percent(threshold: keyof AlarmThresholds): string {
    return `${Tokenization.stringifyNumber(this.thresholds[threshold])}%`;
  }

  private critical(id: string, props: AlarmProps): cloudwatch.Alarm {
    return this.add('CRITICAL', id, props);
  }

  private warning(id: string, props: AlarmProps): cloudwatch.Alarm {
    return this.add('WARNING', id, props);
  }

  private add(severity: Severity, id: string, { says, section, ...watch }: AlarmProps): cloudwatch.Alarm {
    const { actions = [], criticalActions = [], okActions = [] } = this.props;
    const alarm = new cloudwatch.Alarm(this, id, {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      ...watch,
      alarmDescription: `${severity}: ${says}. What to do: ${RUNBOOK}#${section}`,
    });
    alarm.addAlarmAction(...actions, ...(severity === 'CRITICAL' ? criticalActions : []));
    alarm.addOkAction(...okActions);
    this.bySeverity[severity].push(alarm);
    return alarm;
  }
}
