import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { ClientOptions, requireClients } from './clients';
import { Listener } from './listener';
import { acknowledge } from '../private/acknowledgements';

/** The ports that clients connect to. */
export const LISTENER_PORTS = { tls: 443, http: 80 };

/** Where clients arrive. */
export interface EdgeOptions extends ClientOptions {}

export interface EdgeProps extends EdgeOptions {
  readonly vpc: ec2.IVpc;
  /** Where tasks listen. */
  readonly taskPorts: { readonly tls: number; readonly http: number; readonly health: number };
}

/** A public, dual-stack Network Load Balancer that only the clients can connect to. */
export class Edge extends Construct implements ec2.IConnectable {
  public readonly loadBalancer: elbv2.NetworkLoadBalancer;
  public readonly tls: Listener;
  public readonly http: Listener;
  public readonly connections: ec2.Connections;

  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id);

    const clients = requireClients(this, props);
    const listener = (listenerId: string, port: number, taskPort: number) =>
      new Listener(this, listenerId, { vpc: props.vpc, clients, port, taskPort, healthPort: props.taskPorts.health });
    this.tls = listener('Tls', LISTENER_PORTS.tls, props.taskPorts.tls);
    this.http = listener('Http', LISTENER_PORTS.http, props.taskPorts.http);
    const securityGroups = this.listeners.map(({ securityGroup }) => securityGroup);

    this.loadBalancer = new elbv2.NetworkLoadBalancer(this, 'LoadBalancer', {
      vpc: props.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      internetFacing: true,
      ipAddressType: elbv2.IpAddressType.DUAL_STACK,
      securityGroups,
      crossZoneEnabled: false,
    });
    acknowledge(this.loadBalancer, 'AwsSolutions-ELB2', 'a Network Load Balancer writes access logs for TLS listeners only; the proxy logs each connection');
    this.listeners.forEach((each) => each.attachTo(this.loadBalancer));
    this.connections = new ec2.Connections({ securityGroups, defaultPort: ec2.Port.tcp(LISTENER_PORTS.tls) });
  }

  /** Sends what arrives to the tasks of this service. */
  public forwardTo(service: ecs.FargateService, containerName: string): void {
    for (const { targetGroup, containerPort } of this.listeners) {
      targetGroup.addTarget(service.loadBalancerTarget({ containerName, containerPort }));
    }
  }

  /** Opens the way from the load balancer to the tasks. */
  public allowTo(tasks: ec2.ISecurityGroup): void {
    this.listeners.forEach((listener) => listener.allowTo(tasks));
  }

  private get listeners(): Listener[] {
    return [this.tls, this.http];
  }
}
