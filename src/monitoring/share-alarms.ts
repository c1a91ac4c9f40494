import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmDefinition, percentOf, shareOf, Watch } from './alarm-definition';

/** No data means that there were no connections. Resets that clients send are not counted, because a client may end a connection as it likes. */
export function resets(watch: Watch): AlarmDefinition {
  const { metrics, period } = watch;
  return {
    id: 'Resets',
    severity: 'WARNING',
    says: `${percentOf(watch, 'resetPercent')} of connections or more have ended in a reset for 15 minutes`,
    section: 'resets',
    metric: shareOf(watch, 'Resets, in percent of new connections', 'elb + target', 'MAX([elb + target, flows])', {
      elb: metrics.tcpElbResetCount({ period }),
      target: metrics.tcpTargetResetCount({ period }),
      flows: metrics.newFlowCount({ period }),
    }),
    threshold: watch.thresholds.resetPercent,
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

/** No data means that nothing was refused. */
export function refusals(watch: Watch): AlarmDefinition {
  const { metrics, period } = watch;
  return {
    id: 'Refusals',
    severity: 'WARNING',
    says: `${percentOf(watch, 'refusalPercent')} of connections and requests or more have been refused for 15 minutes`,
    section: 'refusals',
    metric: watch.countsForwarded
      ? shareOf(watch, 'Refused, in percent of all', 'refused', 'refused + forwarded + failed', {
        refused: metrics.refusedCount({ period }),
        forwarded: metrics.forwardedCount({ period }),
        failed: metrics.upstreamFailureCount({ period }),
      })
      : shareOfConnections(watch, 'Refused', metrics.refusedCount({ period })),
    threshold: watch.thresholds.refusalPercent,
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

/** No data means that nothing failed. Two of three periods have to breach, because retries of clients bridge a short failure. */
export function upstreamFailures(watch: Watch): AlarmDefinition {
  const { metrics, period } = watch;
  return {
    id: 'UpstreamFailures',
    severity: 'CRITICAL',
    says: `${percentOf(watch, 'upstreamFailurePercent')} of what was allowed or more did not reach a service`,
    section: 'upstream-failures',
    metric: watch.countsForwarded
      ? shareOf(watch, 'Failed, in percent of what was allowed', 'failed', 'failed + forwarded', {
        failed: metrics.upstreamFailureCount({ period }),
        forwarded: metrics.forwardedCount({ period }),
      })
      : shareOfConnections(watch, 'Failed', metrics.upstreamFailureCount({ period })),
    threshold: watch.thresholds.upstreamFailurePercent,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

/** HTTP only, because the proxy cannot see the status of an answer inside TLS. The failures are a part of what was forwarded. */
export function serviceFailures(watch: Watch): AlarmDefinition {
  const { metrics, period } = watch;
  return {
    id: 'ServiceFailures',
    severity: 'CRITICAL',
    says: `${percentOf(watch, 'upstreamFailurePercent')} of what was forwarded or more was answered with 502 or 504 by VPC Lattice or a service`,
    section: 'service-failures',
    metric: watch.countsForwarded
      ? shareOf(watch, 'Failed, in percent of what was forwarded', 'failed', 'MAX([failed, forwarded])', {
        failed: metrics.serviceFailureCount({ period }),
        forwarded: metrics.forwardedCount({ period }),
      })
      : shareOfConnections(watch, 'Failed', metrics.serviceFailureCount({ period })),
    threshold: watch.thresholds.upstreamFailurePercent,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

/** For a log that does not count what was forwarded. HTTP requests share connections, so there may be more requests than connections. */
function shareOfConnections(watch: Watch, label: string, part: cloudwatch.IMetric): cloudwatch.IMetric {
  const { metrics, period } = watch;
  const flows = metrics.newFlowCount({ period });
  return shareOf(watch, `${label}, in percent of new connections`, 'part', 'MAX([part, flows])', { part, flows });
}
