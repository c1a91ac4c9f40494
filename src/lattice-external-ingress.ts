import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { Edge, EdgeOptions, exposureOf, requireIdleTimeout, requireListeners } from './edge';
import { invokeFrom, Lattice, LatticeOptions } from './lattice';
import { AddAlarmsOptions, IngressAlarms, Monitoring } from './monitoring';
import { Network, NetworkOptions } from './network';
import { pinFeatureFlags } from './private/feature-flags';
import { AllowListOptions, Proxy, ProxyOptions, requireAllowList, TASK_PORTS } from './proxy';

/** All that an ingress can be told, in the order in which a packet meets it. */
export interface LatticeExternalIngressProps extends NetworkOptions, EdgeOptions, AllowListOptions, ProxyOptions, LatticeOptions {}

/**
 * Lets clients outside AWS reach VPC Lattice services.
 *
 * A client connects to a public Network Load Balancer. nginx tasks on Fargate check the name that it asks for
 * against an allow-list, and forward to VPC Lattice: TLS by server name without terminating it, HTTP by Host.
 * Authentication and authorisation stay with VPC Lattice.
 *
 * @see https://aws.amazon.com/solutions/guidance/external-connectivity-to-amazon-vpc-lattice/
 */
@propertyInjectable
export class LatticeExternalIngress extends Construct implements ec2.IConnectable {
  /** By which an app's property injectors name this construct. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-lattice-external-ingress.LatticeExternalIngress';

  /** The VPC of the ingress. */
  public readonly vpc: ec2.IVpc;

  /** The load balancer that clients connect to. */
  public readonly loadBalancer: elbv2.NetworkLoadBalancer;

  /** Where the load balancer sends TLS connections. */
  public readonly tlsTargetGroup: elbv2.NetworkTargetGroup;

  /** Where the load balancer sends HTTP connections; nothing with `HttpMode.off()`. */
  public readonly httpTargetGroup?: elbv2.NetworkTargetGroup;

  /** What other accounts make endpoints to; nothing without `privateLink`. */
  public readonly endpointService?: ec2.VpcEndpointService;

  /** Who may connect to the load balancer; `allowDefaultPortFrom()` lets a further client use TLS. */
  public readonly connections: ec2.Connections;

  /** The ECS cluster. */
  public readonly cluster: ecs.ICluster;

  /** The ECS service that keeps the tasks running. */
  public readonly service: ecs.FargateService;

  /** The tasks: an nginx container whose configuration is the environment variable `NGINX_CONF`. */
  public readonly taskDefinition: ecs.FargateTaskDefinition;

  /** Where the tasks write a JSON line for each connection and request. */
  public readonly logGroup: logs.ILogGroup;

  /** The number of tasks; add step, schedule, memory and custom-metric scaling here. */
  public readonly scaling: ecs.ScalableTaskCount;

  private readonly monitoring: Monitoring;

  /**
   * Makes the ingress.
   *
   * @param scope the stack, or a construct in it
   * @param id its name among the children of `scope`
   * @param props what it is told; `clients` and `lattice` have no default
   * @throws where a prop is wrong: the message names it, the value, and what to do
   */
  constructor(scope: Construct, id: string, props: LatticeExternalIngressProps) {
    super(scope, id);
    pinFeatureFlags(this);

    const allowList = requireAllowList(props);
    const { tlsPort, http } = requireListeners(props);

    const { internetFacing, ipAddressType } = exposureOf(props);
    const network = new Network(this, 'Network', {
      ...props,
      internetFacing,
      dualStack: ipAddressType === elbv2.IpAddressType.DUAL_STACK,
      enableExecuteCommand: props.enableExecuteCommand ?? false,
    });
    const { vpc, tasks, taskSubnets } = network;
    const edge = new Edge(this, 'Edge', {
      ...props,
      vpc,
      subnets: network.loadBalancerSubnets,
      taskPorts: TASK_PORTS,
      tasksHaveIpv4: network.tasksHaveIpv4,
      domainNames: [...allowList.services.map(({ domainName }) => domainName), ...allowList.allowedDomains],
    });
    // Before the proxy, which has to know by which names services go on this way.
    const lattice = new Lattice(this, 'Lattice', {
      ...props,
      vpc,
      subnets: taskSubnets,
      tasks,
      latticeRanges: network.prefixLists.vpcLattice,
      forwarded: allowList.services.map(({ service }) => service),
      allowedDomains: allowList.allowedDomains,
    });
    const proxy = new Proxy(this, 'Proxy', {
      ...props,
      vpc,
      subnets: taskSubnets,
      tasksHaveIpv4: network.tasksHaveIpv4,
      tasks,
      allowList,
      targets: lattice.forwarded.map(({ domainName }) => domainName),
      trustedProxies: network.trustedProxies,
      tlsListenerPort: tlsPort,
      httpListener: http,
      idleTimeoutSeconds: requireIdleTimeout(props).toSeconds(),
    });
    edge.allowTo(tasks);
    const egress = network.openEgress({ ...proxy, executeCommand: props.enableExecuteCommand ?? false });
    const { cluster, service } = proxy.run([...egress, ...edge.ready, ...lattice.ready]);
    edge.forwardTo(service, proxy.containerName);

    this.vpc = vpc;
    this.loadBalancer = edge.loadBalancer;
    this.tlsTargetGroup = edge.tls.targetGroup;
    this.httpTargetGroup = edge.http?.targetGroup;
    this.endpointService = edge.endpointService;
    this.connections = edge.connections;
    this.cluster = cluster;
    this.service = service;
    this.taskDefinition = proxy.taskDefinition;
    this.logGroup = proxy.logGroup;
    this.scaling = proxy.scale(service, edge.loadBalancer.loadBalancerFullName);

    this.monitoring = new Monitoring(this, 'Monitoring', {
      loadBalancer: this.loadBalancer,
      subnets: network.loadBalancerSubnets,
      targetGroups: [{ name: 'Tls', targetGroup: this.tlsTargetGroup }, ...this.httpTargetGroup ? [{ name: 'Http' as const, targetGroup: this.httpTargetGroup }] : []],
      service,
      logGroup: this.logGroup,
    });
  }

  /**
   * Alarms on what needs somebody's attention, each with its severity and a link to the section of the runbook that says what to do.
   *
   * 16 of them with three zones and HTTP; CloudWatch charges for each. For more, use the metrics.
   *
   * @param options what they do and when; without it they are only seen
   * @returns the alarms, by what they watch
   * @throws where it is called twice, where a threshold is out of range, or where a brought subnet does not know its zone
   * @see https://github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress/blob/main/docs/runbook.md
   */
  public addAlarms(options: AddAlarmsOptions = {}): IngressAlarms {
    return this.monitoring.addAlarms(options);
  }

  /**
   * A dashboard with one row for each stop from the client to VPC Lattice, below what `options` brings.
   *
   * Call `addAlarms()` first to see the state of the alarms at its top. Its tables query the access log whenever
   * they are shown, which costs by what is read.
   *
   * @param options the dashboard's own props; none is needed
   * @returns the dashboard, to which more widgets can be added
   * @throws where it is called twice
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  public addDashboard(options: cloudwatch.DashboardProps = {}): cloudwatch.Dashboard {
    return this.monitoring.addDashboard(options);
  }

  /**
   * Connections that are open, in all zones. Count.
   *
   * @param options by default the average of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricActiveFlowCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.activeFlowCount(options);
  }

  /**
   * Connections that were opened. Count.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricNewFlowCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.newFlowCount(options);
  }

  /**
   * What the load balancer passed on, in both directions, TCP/IP headers included. Bytes.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricProcessedBytes(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.processedBytes(options);
  }

  /**
   * Connections from addresses that are not among `clients`, turned away by the load balancer's security groups. Count.
   *
   * @param options by default the sum of 5 minutes; nothing is reported while there are none
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricSecurityGroupBlockedFlowCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.securityGroupBlockedFlowCount(options);
  }

  /**
   * Resets that clients sent. Count.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricTcpClientResetCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.tcpClientResetCount(options);
  }

  /**
   * Resets that the load balancer sent, such as to connections that had been idle for too long. Count.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html#elb-reset-count-metric
   */
  public metricTcpElbResetCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.tcpElbResetCount(options);
  }

  /**
   * Resets that tasks sent. Count.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricTcpTargetResetCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.tcpTargetResetCount(options);
  }

  /**
   * Connections that the load balancer dropped since it had no port left towards a task: more tasks are needed. Count.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricPortAllocationErrorCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.portAllocationErrorCount(options);
  }

  /**
   * Tasks that are healthy behind one listener. Count.
   *
   * @param targetGroup `tlsTargetGroup` or `httpTargetGroup`
   * @param options by default the minimum of 5 minutes; for one zone, give all three dimensions
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricHealthyHostCount(targetGroup: elbv2.NetworkTargetGroup, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.healthyHostCount(targetGroup, options);
  }

  /**
   * Tasks that are unhealthy behind one listener. Count.
   *
   * @param targetGroup `tlsTargetGroup` or `httpTargetGroup`
   * @param options by default the maximum of 5 minutes
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  public metricUnHealthyHostCount(targetGroup: elbv2.NetworkTargetGroup, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.unHealthyHostCount(targetGroup, options);
  }

  /**
   * How much of their CPU the tasks use. Percent.
   *
   * @param options by default the average of all tasks in 5 minutes
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
   */
  public metricCpuUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.cpuUtilization(options);
  }

  /**
   * How much of their memory the tasks use. Percent.
   *
   * @param options by default the average of all tasks in 5 minutes
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
   */
  public metricMemoryUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.memoryUtilization(options);
  }

  /**
   * How many tasks there should be. Count.
   *
   * From Container Insights: a brought cluster needs them turned on.
   *
   * @param options by default the average of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
   */
  public metricDesiredTaskCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.desiredTaskCount(options);
  }

  /**
   * How many tasks are running. Count.
   *
   * From Container Insights: a brought cluster needs them turned on.
   *
   * @param options by default the average of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
   */
  public metricRunningTaskCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.runningTaskCount(options);
  }

  /**
   * TLS connections and HTTP requests that reached a service. Count.
   *
   * Read from the access log by a metric filter, which the first call makes. With a log group that several ingresses share, all of theirs.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricForwardedCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.forwardedCount(options);
  }

  /**
   * TLS connections and HTTP requests that the allow-list, or the check of where they come from, refused. Count.
   *
   * Read from the access log by a metric filter, which the first call makes. With a log group that several ingresses share, all of theirs.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricRefusedCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.refusedCount(options);
  }

  /**
   * TLS connections and HTTP requests that were turned away since their task, or their client on it, had too many already. Count.
   *
   * Read from the access log by a metric filter, which the first call makes. With a log group that several ingresses share, all of theirs.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricOverLimitCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.overLimitCount(options);
  }

  /**
   * TLS connections and HTTP requests that were allowed and did not reach a service: its name was not found, it did not take the
   * connection, or HTTP ended with status 502 or 504. Count.
   *
   * Read from the access log by a metric filter, which the first call makes. With a log group that several ingresses share, all of theirs.
   *
   * @param options by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricUpstreamFailureCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metrics.upstreamFailureCount(options);
  }

  /**
   * A statement for the auth policy of a service or a service network: these principals may invoke it through this ingress.
   *
   * Requests that reach VPC Lattice from another VPC are not let in by it. Requests must be signed, since
   * anonymous callers are no principals.
   *
   * @param principals who may invoke
   * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html
   */
  public authPolicyStatement(...principals: iam.IPrincipal[]): iam.PolicyStatement {
    return invokeFrom(this.vpc.vpcId, principals);
  }
}
