import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct, IDependable } from 'constructs';
import { ClientOptions, clientsOf } from './clients';
import { HttpMode, HttpModeConfig } from './http-mode';
import { Listener } from './listener';
import { LoadBalancerOptions, makeLoadBalancer, idleTimeoutOf } from './load-balancer';
import { addEndpointService } from './private-link';
import { PublicRecordOptions, addPublicRecords } from './public-records';
import { requireInteger, requireThat } from '../private/validation';

/** What clients connect to. */
export interface ListenerOptions {
  /**
   * The port on which TLS is taken.
   *
   * @default 443
   */
  readonly tlsPort?: number;

  /**
   * What becomes of HTTP without TLS.
   *
   * @default HttpMode.proxy()
   */
  readonly http?: HttpMode;
}

/** Where clients arrive. */
export interface EdgeOptions extends ClientOptions, ListenerOptions, LoadBalancerOptions, PublicRecordOptions {
  /**
   * Further security groups of the load balancer, beside those that let in `clients`.
   *
   * @default - none
   */
  readonly loadBalancerSecurityGroups?: ec2.ISecurityGroup[];
}

/** Where tasks listen. */
export interface TaskPorts {
  readonly tls: number;
  readonly http: number;
  readonly health: number;
}

export interface EdgeProps extends EdgeOptions {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly taskPorts: TaskPorts;
  readonly tasksHaveIpv4: boolean;
  /** The names that clients ask for. */
  readonly domainNames: string[];
}

/** The ports that clients connect to, checked. */
export function listenersOf({ tlsPort = 443, http = HttpMode.proxy() }: ListenerOptions): { tlsPort: number; http?: HttpModeConfig } {
  requireInteger('tlsPort', tlsPort, 1, 65535);
  const mode = http.bind();
  requireThat('tlsPort', tlsPort, (port) => port !== mode?.port, 'differ from the port of \'http\'');
  return { tlsPort, http: mode };
}

/** A Network Load Balancer that only the clients can connect to. */
export class Edge extends Construct implements ec2.IConnectable {
  public readonly loadBalancer: elbv2.NetworkLoadBalancer;
  public readonly tls: Listener;
  public readonly http?: Listener;
  public readonly connections: ec2.Connections;
  public readonly endpointService?: ec2.VpcEndpointService;

  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id);

    const clients = clientsOf(this, props);
    const idleTimeout = idleTimeoutOf(props);
    const { tlsPort, http } = listenersOf(props);
    const listener = (listenerId: string, port: number, taskPort: number) =>
      new Listener(this, listenerId, { ...props, clients, port, taskPort, healthPort: props.taskPorts.health, idleTimeout });
    this.tls = listener('Tls', tlsPort, props.taskPorts.tls);
    this.http = http && listener('Http', http.port, props.taskPorts.http);
    const securityGroups = [...this.listeners.map(({ securityGroup }) => securityGroup), ...props.loadBalancerSecurityGroups ?? []];

    this.loadBalancer = makeLoadBalancer(this, { ...props, securityGroups });
    this.listeners.forEach((each) => each.attachTo(this.loadBalancer));
    this.connections = new ec2.Connections({ securityGroups, defaultPort: ec2.Port.tcp(tlsPort) });
    this.endpointService = props.privateLink && addEndpointService(this, this.loadBalancer, props.privateLink);
    addPublicRecords(this, props, this.loadBalancer, props.domainNames);
  }

  /** Sends what arrives to the tasks of this service. */
  public forwardTo(service: ecs.FargateService, containerName: string): void {
    for (const { targetGroup, containerPort } of this.listeners) {
      targetGroup.addTarget(service.loadBalancerTarget({ containerName, containerPort }));
    }
  }

  /** Opens the way from the load balancer to the tasks. */
  public allowTo(taskSecurityGroup: ec2.ISecurityGroup): void {
    this.listeners.forEach((listener) => listener.allowTo(taskSecurityGroup));
  }

  /** What has to exist before a task can be reached; the records of the public zone may come later. */
  public get ready(): IDependable[] {
    return [this.loadBalancer, ...this.listeners];
  }

  private get listeners(): Listener[] {
    return this.http ? [this.tls, this.http] : [this.tls];
  }
}
