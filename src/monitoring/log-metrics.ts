import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Outcome, OUTCOMES } from './log-outcomes';

export interface LogMetricsProps {
  readonly logGroup: logs.ILogGroup;
  /** What tells the metrics of this ingress from those of another. */
  readonly namespace: string;
  readonly takesMetricFilters: boolean;
  readonly loggedPercent: number;
}

/**
 * Counts the outcomes that the access log tells of.
 *
 * A metric costs money in each hour that it has data, so its filter is made when somebody first asks for it.
 *
 * A filter with dimensions reports nothing while it finds nothing, and an alarm could not tell that from silence.
 * These have none: they report 0 in each minute in which the proxy logs something else.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export class LogMetrics extends Construct {
  constructor(scope: Construct, id: string, private readonly props: LogMetricsProps) {
    super(scope, id);
  }

  /** Whether lines can be counted at all. */
  public get counts(): boolean {
    return this.props.takesMetricFilters;
  }

  /** Whether what was forwarded can be counted. */
  public get countsForwarded(): boolean {
    return this.counts && this.props.loggedPercent > 0;
  }

  /** Whether each connection and request that was forwarded has a line of its own. */
  public get countsEachForwarded(): boolean {
    return this.counts && this.props.loggedPercent === 100;
  }

  /** How often this was the outcome; throws where the log cannot tell. */
  public metric(outcome: Outcome, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (!this.counts) {
      throw new Error('\'logGroupClass\' must be logs.LogGroupClass.STANDARD for alarms and metrics that count lines of the log, ' +
        'got INFREQUENT_ACCESS, which has no metric filters: make alarms of the metrics of the load balancer and the service instead');
    }
    if (outcome === OUTCOMES.forwarded && !this.countsForwarded) {
      throw new Error('\'accessLog\' must have lines for what was forwarded to count it, got AccessLog.failuresOnly(): ' +
        'use AccessLog.sampled(1), or metricNewFlowCount() for the connections of the load balancer');
    }
    return this.filterFor(outcome).metric({ statistic: cloudwatch.Stats.SUM, ...options });
  }

  /** A line counts for all that it stands for. Where each answer of a service has a line of its own, such lines do not say that they stand for one. */
  private valueOf(outcome: Outcome): string {
    const isAnswer = outcome === OUTCOMES.forwarded || outcome === OUTCOMES.serviceFailure;
    return isAnswer && this.countsEachForwarded ? '1' : '$.weight';
  }

  private filterFor(outcome: Outcome): logs.MetricFilter {
    const { metricName, pattern } = outcome;
    return (this.node.tryFindChild(metricName) as logs.MetricFilter | undefined) ?? new logs.MetricFilter(this, metricName, {
      logGroup: this.props.logGroup,
      filterPattern: pattern,
      metricNamespace: this.props.namespace,
      metricName,
      metricValue: this.valueOf(outcome),
      defaultValue: 0,
      unit: cloudwatch.Unit.COUNT,
    });
  }
}
