import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { ClosedSecurityGroup } from '../private/closed-security-group';

/** New connections may arrive for about this long after a target was deregistered. */
const DEREGISTRATION_DELAY = Duration.seconds(120);

export interface ListenerProps {
  readonly vpc: ec2.IVpc;
  readonly clients: ec2.IPeer[];
  readonly port: number;
  /** Where tasks listen for what this listener takes. */
  readonly taskPort: number;
  /** Where tasks answer health checks. */
  readonly healthPort: number;
  /** Whether tasks have IPv4 addresses. */
  readonly tasksHaveIpv4: boolean;
  /** How long a connection may be silent. */
  readonly idleTimeout: Duration;
}

/**
 * One port of the load balancer, with the security group and the target group that belong to it.
 *
 * A security group for each listener, because a prefix list among the clients counts with its weight: one
 * group would hold half as many.
 */
export class Listener extends Construct {
  public readonly securityGroup: ec2.SecurityGroup;
  public readonly targetGroup: elbv2.NetworkTargetGroup;
  /** Where the container listens for what this listener takes. */
  public readonly containerPort: number;

  constructor(scope: Construct, id: string, private readonly props: ListenerProps) {
    super(scope, id);
    this.containerPort = props.taskPort;

    this.securityGroup = new ClosedSecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Ingress on port ${props.port}: in only from its clients, out only to its tasks`,
    });
    props.clients.forEach((client) => this.securityGroup.addIngressRule(client, ec2.Port.tcp(props.port), 'client'));

    this.targetGroup = new elbv2.NetworkTargetGroup(this, 'TargetGroup', {
      vpc: props.vpc,
      protocol: elbv2.Protocol.TCP,
      port: props.taskPort,
      targetType: elbv2.TargetType.IP,
      ipAddressType: props.tasksHaveIpv4 ? undefined : elbv2.TargetGroupIpAddressType.IPV6,
      // The client's address travels in the PROXY header; preserved as the source it would break replies.
      proxyProtocolV2: true,
      preserveClientIp: false,
      deregistrationDelay: DEREGISTRATION_DELAY,
      connectionTermination: true,
      healthCheck: {
        protocol: elbv2.Protocol.TCP,
        port: `${props.healthPort}`,
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
    });
  }

  /** Makes the load balancer listen, once it exists. */
  public attachTo(loadBalancer: elbv2.NetworkLoadBalancer): void {
    new elbv2.NetworkListener(this, 'Listener', {
      loadBalancer,
      protocol: elbv2.Protocol.TCP,
      port: this.props.port,
      defaultTargetGroups: [this.targetGroup],
      tcpIdleTimeout: this.props.idleTimeout,
    });
  }

  /** Opens the way from here to the tasks: what it takes, and the health check. */
  public allowTo(taskSecurityGroup: ec2.ISecurityGroup): void {
    for (const [port, what] of [[this.props.taskPort, 'proxy'], [this.props.healthPort, 'health check']] as const) {
      this.securityGroup.connections.allowTo(taskSecurityGroup, ec2.Port.tcp(port), what);
    }
  }
}
