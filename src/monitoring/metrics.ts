import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { FollowedNames } from './follower-metric';
import { LogMetrics } from './log-metrics';
import { OUTCOMES } from './log-outcomes';

/** Options of the metrics that count the tasks behind one listener. */
export interface HostCountMetricOptions extends cloudwatch.MetricOptions {
  /**
   * The target group whose tasks are counted: `tlsTargetGroup` or `httpTargetGroup` of the ingress.
   *
   * @default - the target group of the TLS listener
   */
  readonly targetGroup?: elbv2.NetworkTargetGroup;
}

export interface MetricsProps {
  readonly loadBalancer: elbv2.NetworkLoadBalancer;
  readonly tlsTargetGroup: elbv2.NetworkTargetGroup;
  readonly service: ecs.FargateService;
  readonly logMetrics: LogMetrics;
  /** Nothing where no service network is followed. */
  readonly followedNames?: FollowedNames;
}

type Options = cloudwatch.MetricOptions | undefined;

/** All metrics of an ingress, along the packet's way. What each of them means is said where the construct offers it. */
export class Metrics {
  constructor(private readonly props: MetricsProps) {}

  public activeFlowCount(options: Options): cloudwatch.Metric {
    return this.props.loadBalancer.metrics.activeFlowCount(options);
  }

  public newFlowCount(options: Options): cloudwatch.Metric {
    return this.props.loadBalancer.metrics.newFlowCount(options);
  }

  public processedBytes(options: Options): cloudwatch.Metric {
    return this.props.loadBalancer.metrics.processedBytes(options);
  }

  public securityGroupBlockedFlowCount(options: Options): cloudwatch.Metric {
    return this.loadBalancerSum('SecurityGroupBlockedFlowCount_Inbound_TCP', options);
  }

  public tcpClientResetCount(options: Options): cloudwatch.Metric {
    return this.props.loadBalancer.metrics.tcpClientResetCount(options);
  }

  public tcpElbResetCount(options: Options): cloudwatch.Metric {
    return this.props.loadBalancer.metrics.tcpElbResetCount(options);
  }

  public tcpTargetResetCount(options: Options): cloudwatch.Metric {
    return this.props.loadBalancer.metrics.tcpTargetResetCount(options);
  }

  public portAllocationErrorCount(options: Options): cloudwatch.Metric {
    return this.loadBalancerSum('PortAllocationErrorCount', options);
  }

  public healthyHostCount({ targetGroup = this.props.tlsTargetGroup, ...options }: HostCountMetricOptions = {}): cloudwatch.Metric {
    const dimensionsMap = this.dimensionsOf(targetGroup);
    return targetGroup.metrics.healthyHostCount({ dimensionsMap, statistic: cloudwatch.Stats.MINIMUM, ...options });
  }

  public unHealthyHostCount({ targetGroup = this.props.tlsTargetGroup, ...options }: HostCountMetricOptions = {}): cloudwatch.Metric {
    const dimensionsMap = this.dimensionsOf(targetGroup);
    return targetGroup.metrics.unHealthyHostCount({ dimensionsMap, statistic: cloudwatch.Stats.MAXIMUM, ...options });
  }

  /** The tasks that are healthy in one zone, as the load balancer's nodes there see them. */
  public healthyHostCountInZone(targetGroup: elbv2.NetworkTargetGroup, zone: string, options: Options): cloudwatch.Metric {
    return this.healthyHostCount({ targetGroup, ...options, dimensionsMap: { ...this.dimensionsOf(targetGroup), AvailabilityZone: zone } });
  }

  public cpuUtilization(options: Options): cloudwatch.Metric {
    return this.props.service.metricCpuUtilization(options);
  }

  public memoryUtilization(options: Options): cloudwatch.Metric {
    return this.props.service.metricMemoryUtilization(options);
  }

  public desiredTaskCount(options: Options): cloudwatch.Metric {
    return this.containerInsights('DesiredTaskCount', options);
  }

  public runningTaskCount(options: Options): cloudwatch.Metric {
    return this.containerInsights('RunningTaskCount', options);
  }

  /** Whether lines of the log can be counted. */
  public get countLines(): boolean {
    return this.props.logMetrics.counts;
  }

  /** Whether lines of forwarded connections and requests can be counted. */
  public get countForwarded(): boolean {
    return this.props.logMetrics.countsForwarded;
  }

  /** Whether every forwarded connection and request has a line, so that the count of a single minute is exact. */
  public get countEachForwarded(): boolean {
    return this.props.logMetrics.countsEachForwarded;
  }

  public forwardedCount(options: Options): cloudwatch.Metric {
    return this.props.logMetrics.metric(OUTCOMES.forwarded, options);
  }

  public refusedCount(options: Options): cloudwatch.Metric {
    return this.props.logMetrics.metric(OUTCOMES.refused, options);
  }

  public refusedClientCount(options: Options): cloudwatch.Metric {
    return this.props.logMetrics.metric(OUTCOMES.refusedClient, options);
  }

  public overLimitCount(options: Options): cloudwatch.Metric {
    return this.props.logMetrics.metric(OUTCOMES.overLimit, options);
  }

  public serviceFailureCount(options: Options): cloudwatch.Metric {
    return this.props.logMetrics.metric(OUTCOMES.serviceFailure, options);
  }

  public unreadableCount(options: Options): cloudwatch.Metric {
    return this.props.logMetrics.metric(OUTCOMES.unreadable, options);
  }

  public upstreamFailureCount(options: Options): cloudwatch.Metric {
    return this.props.logMetrics.metric(OUTCOMES.upstreamFailure, options);
  }

  /** The runs that follow service networks; nothing where none is followed. */
  public get followedNames(): FollowedNames | undefined {
    return this.props.followedNames;
  }

  public followedNameCount(options: Options): cloudwatch.Metric {
    if (!this.props.followedNames) {
      throw new Error('\'followServices\' must be given to count the names that are followed: choose it in the options of LatticeAccess.vpcAssociation() ' +
        'or LatticeAccess.serviceNetworkEndpoints()');
    }
    return this.props.followedNames.metric(options);
  }

  /** The dimensions that the target group's own metrics have, by shorter references in the template. */
  private dimensionsOf(targetGroup: elbv2.NetworkTargetGroup): cloudwatch.DimensionsMap {
    return { LoadBalancer: this.props.loadBalancer.loadBalancerFullName, TargetGroup: targetGroup.targetGroupFullName };
  }

  private loadBalancerSum(name: string, options: Options): cloudwatch.Metric {
    return this.props.loadBalancer.metrics.custom(name, { statistic: cloudwatch.Stats.SUM, ...options });
  }

  private containerInsights(metricName: string, options: Options): cloudwatch.Metric {
    const { service } = this.props;
    return new cloudwatch.Metric({
      namespace: 'ECS/ContainerInsights',
      metricName,
      dimensionsMap: { ClusterName: service.cluster.clusterName, ServiceName: service.serviceName },
      statistic: cloudwatch.Stats.AVERAGE,
      ...options,
    }).attachTo(service);
  }
}
