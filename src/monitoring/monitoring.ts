import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AddAlarmsOptions, requireAlarmOptions, warnOfLowCpuAlarm } from './alarm-options';
import { Alarms, IngressAlarms } from './alarms';
import { addRows } from './dashboard';
import { DeploymentAlarms, RolloutOptions } from './deployment-alarms';
import { FollowedNames, Follower } from './follower-metric';
import { LogMetrics } from './log-metrics';
import { Metrics } from './metrics';
import { requireDashboardOptions } from './option-checks';
import { Queries, queriesFor, SavedQueries } from './saved-queries';
import { NamedTargetGroup, targetGroupsOf, zonesOf } from './target-groups';

export interface MonitoringProps extends RolloutOptions {
  readonly loadBalancer: elbv2.NetworkLoadBalancer;
  readonly tlsTargetGroup: elbv2.NetworkTargetGroup;
  readonly httpTargetGroup?: elbv2.NetworkTargetGroup;
  /** Whether HTTP requests are forwarded, and not redirected only. */
  readonly forwardsHttp: boolean;
  /** Where the load balancer is. */
  readonly subnets: ec2.ISubnet[];
  readonly service: ecs.FargateService;
  readonly logGroup: logs.ILogGroup;
  /** Whether the class of the log group lets metrics be made of its lines. */
  readonly takesMetricFilters: boolean;
  /** How many of a hundred forwarded connections and requests have a line. */
  readonly loggedPercent: number;
  /** Whether there are names that only some clients may ask for. */
  readonly namesHaveClients: boolean;
  /** The CPU utilisation that the service scales for, in percent. */
  readonly cpuTargetPercent: number;
  /** What follows service networks, where one is followed. */
  readonly follower?: Follower;
}

/** What people see of an ingress. */
export class Monitoring extends Construct {
  public readonly metrics: Metrics;

  /** The alarms that ECS watches during a rollout; nothing where there are none. */
  public readonly deploymentAlarms?: DeploymentAlarms;

  private readonly queries: Queries;
  private readonly targetGroups: NamedTargetGroup[];
  private alarms?: IngressAlarms;

  constructor(scope: Construct, id: string, private readonly props: MonitoringProps) {
    super(scope, id);
    this.targetGroups = targetGroupsOf(props);

    this.queries = queriesFor(props.namesHaveClients);
    new SavedQueries(this, 'Queries', { ingress: scope, logGroup: props.logGroup, queries: this.queries });
    // Named after the load balancer, as the metrics of AWS/NetworkELB are: unique, and known before the service starts.
    const namespace = `LatticeExternalIngress/${props.loadBalancer.loadBalancerFullName}`;
    const logMetrics = new LogMetrics(this, 'LogMetrics', { ...props, namespace });
    const followedNames = props.follower && new FollowedNames(this, 'FollowedNames', { ...props.follower, namespace });
    this.metrics = new Metrics({ ...props, logMetrics, followedNames });
    const { metrics, targetGroups } = this;
    this.deploymentAlarms = props.deploymentAlarms && new DeploymentAlarms(this, 'DeploymentAlarms', { ...props.deploymentAlarms, metrics, targetGroups });
  }

  /** Makes the alarms. */
  public addAlarms(options: AddAlarmsOptions): IngressAlarms {
    this.requireFirst('Alarms', 'addAlarms', 'give every action and threshold to one call, or make further alarms of the metrics');
    requireAlarmOptions(options);
    const { metrics, targetGroups, props: { forwardsHttp, subnets } } = this;
    const alarms = new Alarms(this, 'Alarms', { ...options, metrics, targetGroups, forwardsHttp, zones: zonesOf(subnets) });
    warnOfLowCpuAlarm(this, options, this.props.cpuTargetPercent);
    // Before its tasks have started, the ingress would call for help.
    alarms.node.addDependency(this.props.service.node.defaultChild!);
    this.alarms = alarms.made;
    return alarms.made;
  }

  /** Makes the dashboard. */
  public addDashboard(options: cloudwatch.DashboardProps): cloudwatch.Dashboard {
    this.requireFirst('Dashboard', 'addDashboard', 'add your widgets to the dashboard that the first call returned');
    requireDashboardOptions(options);
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', options);
    const { metrics, targetGroups, queries, alarms, props: { subnets, logGroup } } = this;
    addRows(dashboard, { metrics, targetGroups, zones: zonesOf(subnets), logGroup, queries, alarms });
    return dashboard;
  }

  private requireFirst(childId: string, method: string, advice: string): void {
    if (this.node.tryFindChild(childId)) {
      throw new Error(`'${method}' must be called once for an ingress: ${advice}`);
    }
  }
}
