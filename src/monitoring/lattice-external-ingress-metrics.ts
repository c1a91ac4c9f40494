import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { HostCountMetricOptions, Metrics } from './metrics';
import { Monitoring } from './monitoring';
import { requireHostCountOptions, requireMetricOptions } from './option-checks';

/**
 * The metrics of the construct, and what each of them means.
 *
 * @internal
 */
export abstract class LatticeExternalIngressMetrics extends Construct {
  /** @internal */
  protected abstract readonly _monitoring: Monitoring;

  /**
   * Connections that are open, in all zones. Count.
   *
   * @param options by default the average of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricActiveFlowCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).activeFlowCount(options);
  }

  /**
   * Connections that were opened. Count.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricNewFlowCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).newFlowCount(options);
  }

  /**
   * The bytes that the load balancer passed on, in both directions, TCP/IP headers included. Bytes.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricProcessedBytes(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).processedBytes(options);
  }

  /**
   * Connections from addresses that are not among `clients`, turned away by the load balancer's security groups. Count.
   *
   * @param options by default the sum of 5 minutes. Nothing is reported while there are none.
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricSecurityGroupBlockedFlowCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).securityGroupBlockedFlowCount(options);
  }

  /**
   * Resets that clients sent. Count.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricTcpClientResetCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).tcpClientResetCount(options);
  }

  /**
   * Resets that the load balancer sent, such as to connections that had been idle for too long. Count.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html#elb-reset-count-metric
   */
  public metricTcpElbResetCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).tcpElbResetCount(options);
  }

  /**
   * Resets that tasks sent. Count.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricTcpTargetResetCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).tcpTargetResetCount(options);
  }

  /**
   * Connections that the load balancer dropped because it had no port left towards a task: more tasks are needed. Count.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricPortAllocationErrorCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).portAllocationErrorCount(options);
  }

  /**
   * Tasks that are healthy behind one listener. Count.
   *
   * @param options by default the minimum of 5 minutes behind the TLS listener. For one zone, give all three dimensions.
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricHealthyHostCount(options?: HostCountMetricOptions): cloudwatch.Metric {
    return this.hostCountsWith(options).healthyHostCount(options);
  }

  /**
   * Tasks that are unhealthy behind one listener. Count.
   *
   * @param options by default the maximum of 5 minutes behind the TLS listener
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricUnHealthyHostCount(options?: HostCountMetricOptions): cloudwatch.Metric {
    return this.hostCountsWith(options).unHealthyHostCount(options);
  }

  /**
   * The CPU utilisation of the tasks. Percent.
   *
   * @param options by default the average of all tasks in 5 minutes
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
   */
  public metricCpuUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).cpuUtilization(options);
  }

  /**
   * The memory utilisation of the tasks. Percent.
   *
   * @param options by default the average of all tasks in 5 minutes
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
   */
  public metricMemoryUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).memoryUtilization(options);
  }

  /**
   * The number of tasks that ECS wants to run. Count.
   *
   * From Container Insights, which must be on in an existing cluster.
   *
   * @param options by default the average of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
   */
  public metricDesiredTaskCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).desiredTaskCount(options);
  }

  /**
   * The number of tasks that are running. Count.
   *
   * From Container Insights, which must be on in an existing cluster.
   *
   * @param options by default the average of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
   */
  public metricRunningTaskCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).runningTaskCount(options);
  }

  /**
   * TLS connections and HTTP requests that reached a service. Count.
   *
   * Read from the access log by a metric filter, which the first call makes. In a log group that several ingresses share, it counts all of them.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricForwardedCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).forwardedCount(options);
  }

  /**
   * TLS connections and HTTP requests that the allow-list, or the check of where they come from, refused. Count.
   *
   * Read from the access log by a metric filter, which the first call makes. In a log group that several ingresses share, it counts all of them.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricRefusedCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).refusedCount(options);
  }

  /**
   * TLS connections and HTTP requests for an allowed name by a client that may not ask for it. Count.
   *
   * They are among those of `metricRefusedCount()`. Names have clients through `clients` of `services`, and through `restrictedDomains`.
   * Read from the access log by a metric filter, which the first call makes. In a log group that several ingresses share, it counts all of them.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricRefusedClientCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).refusedClientCount(options);
  }

  /**
   * TLS connections and HTTP requests that were turned away because their task, or their client on it, had too many already. Count.
   *
   * Read from the access log by a metric filter, which the first call makes. In a log group that several ingresses share, it counts all of them.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricOverLimitCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).overLimitCount(options);
  }

  /**
   * TLS connections and HTTP requests that were allowed and did not reach a service. Count.
   *
   * The name of the service was not found, the service did not take the connection, or gave no HTTP reply that nginx could pass on.
   * Read from the access log by a metric filter, which the first call makes. In a log group that several ingresses share, it counts all of them.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricUpstreamFailureCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).upstreamFailureCount(options);
  }

  /**
   * HTTP requests that a service, or VPC Lattice for it, answered with status 502 or 504. Count.
   *
   * They are among those of `metricForwardedCount()`. A 502 or 504 of the proxy itself is an upstream failure.
   * Read from the access log by a metric filter, which the first call makes. In a log group that several ingresses share, it counts all of them.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricServiceFailureCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).serviceFailureCount(options);
  }

  /**
   * TLS connections and HTTP requests that the proxy could not read, such as HTTP for the path `/100%`. Count.
   *
   * Read from the access log by a metric filter, which the first call makes. In a log group that several ingresses share, it counts all of them.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricUnreadableCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).unreadableCount(options);
  }

  /**
   * Names of followed service networks that have records. Count.
   *
   * Each run that succeeded reports it, so no data means that no run succeeded.
   * Read from the log of the runs by a metric filter, which the first call makes.
   *
   * @param options by default the maximum of 5 minutes
   * @throws where no service network is followed
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricFollowedNameCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricsWith(options).followedNameCount(options);
  }

  /** The metrics, after the options for one of them were checked. */
  private metricsWith(options: cloudwatch.MetricOptions = {}): Metrics {
    requireMetricOptions(options);
    return this._monitoring.metrics;
  }

  private hostCountsWith(options: HostCountMetricOptions = {}): Metrics {
    requireHostCountOptions(options);
    return this._monitoring.metrics;
  }
}
