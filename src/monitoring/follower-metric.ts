import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

const METRIC_NAME = 'FollowedNameCount';

/** What follows service networks. */
export interface Follower {
  /** Its log, with a line for each run that succeeded. */
  readonly logGroup: logs.ILogGroup;
  /** How often it runs. */
  readonly interval: Duration;
}

export interface FollowedNamesProps extends Follower {
  readonly namespace: string;
}

/**
 * How many names of followed service networks have records, as each run that succeeded logs it.
 *
 * A metric costs money in each hour that it has data, so its filter is made when somebody first asks for it.
 */
export class FollowedNames extends Construct {
  /** Whole periods of 5 minutes or more, each with a run unless one fails. */
  public readonly period: Duration;

  constructor(scope: Construct, id: string, private readonly props: FollowedNamesProps) {
    super(scope, id);
    this.period = Duration.minutes(Math.max(5, props.interval.toMinutes()));
  }

  /** A deployment also logs the number of a single zone, so the maximum of a period is that of all zones. */
  public metric(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.filter().metric({ statistic: cloudwatch.Stats.MAXIMUM, ...options });
  }

  /** How many runs succeeded in a period. */
  public runs(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric({ statistic: cloudwatch.Stats.SAMPLE_COUNT, period: this.period, ...options });
  }

  private filter(): logs.MetricFilter {
    return (this.node.tryFindChild(METRIC_NAME) as logs.MetricFilter | undefined) ?? new logs.MetricFilter(this, METRIC_NAME, {
      logGroup: this.props.logGroup,
      filterPattern: logs.FilterPattern.numberValue('$.followedNames', '>=', 0),
      metricNamespace: this.props.namespace,
      metricName: METRIC_NAME,
      metricValue: '$.followedNames',
      unit: cloudwatch.Unit.COUNT,
    });
  }
}
