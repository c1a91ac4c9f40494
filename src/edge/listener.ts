import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { TASK_PORTS } from './container-ports';
import { HttpMode, HttpModeConfig, HttpOptions } from './http-mode';
import { Network } from '../network';
import { ClosedSecurityGroup } from '../private/closed-security-group';
import { requireInteger, requireKnownDuration, requireThat } from '../private/validation';

/** Options of the listeners. */
export interface ListenerOptions extends HttpOptions {
  /**
   * The port of the TLS listener.
   *
   * @default 443
   */
  readonly tlsPort?: number;

  /**
   * The idle timeout of connections, in the load balancer and in the proxy: 60 to 6,000 seconds.
   *
   * A connection on which nothing was sent for this time ends. VPC Lattice ends connections that are idle for 60 seconds, unless the service has
   * a longer idle timeout.
   *
   * @default Duration.seconds(350)
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html
   */
  readonly idleTimeout?: Duration;
}

/** The listeners that the options ask for. */
export interface ListenerConfig {
  /** The port that clients of TLS connect to. */
  readonly tlsPort: number;
  /** What becomes of HTTP; nothing if there is no HTTP listener. */
  readonly httpMode?: HttpModeConfig;
  /** How long a connection may be silent. */
  readonly idleTimeout: Duration;
}

/** The listeners, checked. */
export function listenersOf({ tlsPort = 443, http = HttpMode.proxy(), idleTimeout = Duration.seconds(350) }: ListenerOptions): ListenerConfig {
  const httpMode = http._config;
  requireInteger('tlsPort', tlsPort, 1, 65535);
  requireThat('tlsPort', tlsPort, (port) => port !== httpMode?.port, 'differ from the port of \'http\'');
  requireKnownDuration('idleTimeout', idleTimeout, 'the proxy waits as long as the load balancer');
  const seconds = idleTimeout.toSeconds({ integral: false });
  requireThat('idleTimeout', seconds, () => seconds >= 60 && seconds <= 6000, 'be between 60 and 6000 seconds');
  requireThat('idleTimeout', seconds, Number.isInteger, 'be a whole number of seconds');
  return { tlsPort, httpMode, idleTimeout };
}

/** New connections may arrive for about this long after a target was deregistered. */
const DEREGISTRATION_DELAY = Duration.seconds(120);

export interface ListenerProps {
  readonly network: Network;
  readonly clients: ec2.IPeer[];
  readonly port: number;
  /** The port on which the container listens for what this listener takes. */
  readonly containerPort: number;
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
  /** The port on which the container listens for what this listener takes. */
  public readonly containerPort: number;

  constructor(scope: Construct, id: string, private readonly props: ListenerProps) {
    super(scope, id);

    const { vpc, taskSecurityGroup, tasksHaveIpv4 } = props.network;
    this.containerPort = props.containerPort;
    this.securityGroup = new ClosedSecurityGroup(this, 'SecurityGroup', {
      vpc,
      // Without the port: another description is another group.
      description: `${id.toUpperCase()} listener of the ingress: in only from its clients, out only to its tasks`,
    });
    props.clients.forEach((client) => this.securityGroup.addIngressRule(client, ec2.Port.tcp(props.port), 'client'));
    this.securityGroup.connections.allowTo(taskSecurityGroup, ec2.Port.tcp(props.containerPort), 'proxy');
    this.securityGroup.connections.allowTo(taskSecurityGroup, ec2.Port.tcp(TASK_PORTS.health), 'health check');

    this.targetGroup = new elbv2.NetworkTargetGroup(this, 'TargetGroup', {
      vpc,
      protocol: elbv2.Protocol.TCP,
      port: props.containerPort,
      targetType: elbv2.TargetType.IP,
      ipAddressType: tasksHaveIpv4 ? undefined : elbv2.TargetGroupIpAddressType.IPV6,
      // The client's address travels in the PROXY header; preserved as the source it would break replies.
      proxyProtocolV2: true,
      preserveClientIp: false,
      deregistrationDelay: DEREGISTRATION_DELAY,
      connectionTermination: true,
      healthCheck: {
        protocol: elbv2.Protocol.TCP,
        port: `${TASK_PORTS.health}`,
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
}
