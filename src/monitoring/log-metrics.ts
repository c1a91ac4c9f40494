import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Outcome } from './outcomes';

export interface LogMetricsProps {
  readonly logGroup: logs.ILogGroup;
  /** What tells the metrics of this ingress from those of another. */
  readonly namespace: string;
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

  /** How often this was the outcome. */
  public metric(outcome: Outcome, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.filterFor(outcome).metric({ statistic: cloudwatch.Stats.SUM, ...options });
  }

  private filterFor({ metricName, pattern }: Outcome): logs.MetricFilter {
    return (this.node.tryFindChild(metricName) as logs.MetricFilter | undefined) ?? new logs.MetricFilter(this, metricName, {
      logGroup: this.props.logGroup,
      filterPattern: pattern,
      metricNamespace: this.props.namespace,
      metricName,
      metricValue: '1',
      defaultValue: 0,
      unit: cloudwatch.Unit.COUNT,
    });
  }
}
