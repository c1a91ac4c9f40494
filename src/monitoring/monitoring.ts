import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AddAlarmsOptions } from './alarm-options';
import { Alarms } from './alarms';
import { addRows } from './dashboard';
import { IngressAlarms } from './ingress-alarms';
import { LogMetrics } from './log-metrics';
import { Metrics } from './metrics';
import { SavedQueries } from './saved-queries';
import { WatchedTargetGroup, zonesOf } from './watched-edge';

export interface MonitoringProps {
  readonly loadBalancer: elbv2.NetworkLoadBalancer;
  readonly targetGroups: WatchedTargetGroup[];
  /** Where the load balancer is. */
  readonly subnets: ec2.ISubnet[];
  readonly service: ecs.FargateService;
  readonly logGroup: logs.ILogGroup;
}

/** What people see of an ingress. */
export class Monitoring extends Construct {
  public readonly metrics: Metrics;

  private alarms?: IngressAlarms;

  constructor(scope: Construct, id: string, private readonly props: MonitoringProps) {
    super(scope, id);

    new SavedQueries(this, 'Queries', { ingress: scope, logGroup: props.logGroup });
    const logMetrics = new LogMetrics(this, 'LogMetrics', {
      logGroup: props.logGroup,
      // Named after the load balancer, as the metrics of AWS/NetworkELB are: unique, and known before the service starts.
      namespace: `LatticeExternalIngress/${props.loadBalancer.loadBalancerFullName}`,
    });
    this.metrics = new Metrics({ ...props, logMetrics });
  }

  /** Makes the alarms. */
  public addAlarms(options: AddAlarmsOptions): IngressAlarms {
    this.requireFirst('Alarms', 'addAlarms', 'give every action and threshold to one call, or make further alarms of the metrics');
    const alarms = new Alarms(this, 'Alarms', { ...this.props, ...options, metrics: this.metrics, zones: zonesOf(this.props.subnets) });
    // Before its tasks have started, the ingress would call for help.
    alarms.node.addDependency(this.props.service.node.defaultChild!);
    this.alarms = alarms.made;
    return alarms.made;
  }

  /** Makes the dashboard. */
  public addDashboard(props: cloudwatch.DashboardProps): cloudwatch.Dashboard {
    this.requireFirst('Dashboard', 'addDashboard', 'add your widgets to the dashboard that the first call returned');
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', props);
    addRows(dashboard, { ...this.props, metrics: this.metrics, zones: zonesOf(this.props.subnets), alarms: this.alarms });
    return dashboard;
  }

  private requireFirst(childId: string, method: string, advice: string): void {
    if (this.node.tryFindChild(childId)) {
      throw new Error(`'${method}' must be called once for an ingress: ${advice}`);
    }
  }
}
