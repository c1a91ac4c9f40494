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
export function refusals(watch: Watch, happened = 'have been refused for 15 minutes'): AlarmDefinition {
  const { metrics, period } = watch;
  const refused = metrics.refusedCount({ period });
  return {
    id: 'Refusals',
    severity: 'WARNING',
    says: `${percentOf(watch, 'refusalPercent')} of ${watch.countsForwarded ? 'connections and requests' : 'new connections'} or more ${happened}`,
    section: 'refusals',
    metric: watch.countsForwarded
      ? shareOf(watch, 'Refused, in percent of all', 'refused', 'refused + forwarded + failed', {
        refused,
        forwarded: metrics.forwardedCount({ period }),
        failed: metrics.upstreamFailureCount({ period }),
      })
      : shareOfConnections(watch, 'Refused', refused),
    threshold: watch.thresholds.refusalPercent,
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

/** No data means that nothing failed. */
export function upstreamFailures(watch: Watch, happened = 'did not reach a service'): AlarmDefinition {
  const { metrics, period } = watch;
  return {
    ...failures(watch, metrics.upstreamFailureCount({ period }), 'what was allowed', 'failed + forwarded'),
    id: 'UpstreamFailures',
    says: `${percentOf(watch, 'upstreamFailurePercent')} of ${watch.countsForwarded ? 'what was allowed' : 'new connections'} or more ${happened}`,
    section: 'upstream-failures',
  };
}

/** HTTP only, because the proxy cannot see the status of an answer inside TLS. The failures are a part of what was forwarded. */
export function serviceFailures(watch: Watch): AlarmDefinition {
  const { metrics, period } = watch;
  return {
    ...failures(watch, metrics.serviceFailureCount({ period }), 'what was forwarded', 'MAX([failed, forwarded])'),
    id: 'ServiceFailures',
    says: `${percentOf(watch, 'upstreamFailurePercent')} of ${watch.countsForwarded ? 'what was forwarded' : 'new connections'} or more was answered with 502 or 504 by VPC Lattice or a service`,
    section: 'service-failures',
  };
}

/** What alarms on failures share. Two of three periods have to breach, because retries of clients bridge a short failure. */
function failures(watch: Watch, failed: cloudwatch.IMetric, of: string, whole: string): Omit<AlarmDefinition, 'id' | 'says' | 'section'> {
  const { metrics, period } = watch;
  return {
    severity: 'CRITICAL',
    metric: watch.countsForwarded
      ? shareOf(watch, `Failed, in percent of ${of}`, 'failed', whole, { failed, forwarded: metrics.forwardedCount({ period }) })
      : shareOfConnections(watch, 'Failed', failed),
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
