import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmDefinition, FIVE_MINUTES, ONE_MINUTE, percentOf, Watch } from './alarm-definition';
import { FollowedNames } from './follower-metric';
import { NamedTargetGroup } from './target-groups';

/** No data means that no task is registered, which is as bad as no healthy task: missing data is breaching. */
export function noHealthyTarget(watch: Watch, { name, targetGroup }: NamedTargetGroup, zones: string[] | undefined): AlarmDefinition[] {
  const { metrics } = watch;
  // The node of the load balancer that sees the most healthy tasks decides, because each node checks for itself.
  const options = { ...ONE_MINUTE, statistic: cloudwatch.Stats.MAXIMUM };
  const places = zones?.map((zone, index) => ({ id: `InZone${index + 1}`, where: ` in ${zone}`, metric: metrics.healthyHostCountInZone(targetGroup, zone, options) }))
    ?? [{ id: '', where: '', metric: metrics.healthyHostCount({ targetGroup, ...options }) }];
  return places.map(({ id, where, metric }) => ({
    id: `NoHealthy${name}Target${id}`,
    severity: 'CRITICAL',
    says: `no task${where} is healthy for the ${name.toUpperCase()} listener`,
    section: 'no-healthy-target',
    metric,
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  }));
}

/** No data means that no task is registered, which `noHealthyTarget` reports. */
export function unhealthyTarget(watch: Watch, { name, targetGroup }: NamedTargetGroup): AlarmDefinition {
  return {
    id: `Unhealthy${name}Target`,
    severity: 'WARNING',
    says: `a task has been unhealthy for the ${name.toUpperCase()} listener for 5 minutes`,
    section: 'unhealthy-target',
    metric: watch.metrics.unHealthyHostCount({ targetGroup, ...ONE_MINUTE }),
    threshold: 1,
    evaluationPeriods: 5,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

/** No data means that Container Insights is off. The alarm then shows INSUFFICIENT_DATA, not OK. */
export function runningBelowDesired(watch: Watch): AlarmDefinition {
  const { metrics } = watch;
  return {
    id: 'RunningBelowDesired',
    severity: 'WARNING',
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
  };
}

/** No data means that no task is running, which other alarms report. */
export function cpuUtilization(watch: Watch): AlarmDefinition {
  return {
    id: 'CpuUtilization',
    severity: 'WARNING',
    says: `the tasks have used ${percentOf(watch, 'cpuUtilizationPercent')} of their CPU or more for 15 minutes`,
    section: 'cpu-utilization',
    metric: watch.metrics.cpuUtilization(FIVE_MINUTES),
    threshold: watch.thresholds.cpuUtilizationPercent,
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.MISSING,
  };
}

/** No data means that no task is running, as for the CPU. */
export function memoryUtilization(watch: Watch): AlarmDefinition {
  return {
    id: 'MemoryUtilization',
    severity: 'WARNING',
    says: `a task has used ${percentOf(watch, 'memoryUtilizationPercent')} of its memory or more for 15 minutes`,
    section: 'memory-utilization',
    metric: watch.metrics.memoryUtilization({ ...FIVE_MINUTES, statistic: cloudwatch.Stats.MAXIMUM }),
    threshold: watch.thresholds.memoryUtilizationPercent,
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.MISSING,
  };
}

/** No data means that there were no connections to drop. */
export function portAllocationErrors(watch: Watch): AlarmDefinition {
  return {
    id: 'PortAllocationErrors',
    severity: 'CRITICAL',
    says: 'the load balancer dropped connections, having no port left towards a task',
    section: 'port-allocation-errors',
    metric: watch.metrics.portAllocationErrorCount(FIVE_MINUTES),
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

/** No data means that no line of the log is about a client that was turned away. */
export function overLimit(watch: Watch): AlarmDefinition {
  return {
    id: 'OverLimit',
    severity: 'CRITICAL',
    says: 'clients were turned away, because a task or a client had reached the limit of its connections',
    section: 'over-the-limit',
    metric: watch.metrics.overLimitCount(FIVE_MINUTES),
    threshold: watch.thresholds.minEvents,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

/** Each run that succeeds reports a number, so missing data is breaching. */
export function followerStopped(followedNames: FollowedNames): AlarmDefinition {
  return {
    id: 'FollowerStopped',
    severity: 'CRITICAL',
    says: `no run has followed the service networks for ${followedNames.period.toMinutes() * 3} minutes, so new services have no names and old ones keep theirs`,
    section: 'follower-stopped',
    metric: followedNames.runs(),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  };
}
