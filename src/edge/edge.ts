import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct, IDependable } from 'constructs';
import { ClientOptions, clientsOf } from './clients';
import { TASK_PORTS } from './container-ports';
import { ExposureConfig } from './exposure';
import { HttpModeConfig } from './http-mode';
import { checkClientFamilies, ipAddressTypeOf } from './ip-address-type';
import { Listener, ListenerOptions, listenersOf } from './listener';
import { LoadBalancerOptions, makeLoadBalancer } from './load-balancer';
import { addEndpointService } from './private-link';
import { PublicRecordOptions, addPublicRecords } from './public-records';
import { ClientRanges, clientRangesOf, RestrictedName } from './restricted-names';
import { Network } from '../network';

/** Options of the load balancer: its clients, listeners and records. */
export interface EdgeOptions extends ClientOptions, ListenerOptions, LoadBalancerOptions, PublicRecordOptions {}

export interface EdgeProps extends EdgeOptions, ExposureConfig {
  readonly network: Network;
  /** The names that clients ask for. */
  readonly domainNames: string[];
  /** Those of them that only some clients may ask for. */
  readonly restrictedNames: RestrictedName[];
}

/** A Network Load Balancer that only the clients can connect to, and that only the tasks receive connections from. */
export class Edge extends Construct implements ec2.IConnectable {
  public readonly loadBalancer: elbv2.NetworkLoadBalancer;
  public readonly tls: Listener;
  public readonly http?: Listener;
  public readonly listeners: Listener[];
  public readonly connections: ec2.Connections;
  public readonly endpointService?: ec2.VpcEndpointService;

  /** Who may ask for which name. */
  public readonly clientRanges: ClientRanges;

  /** The port that clients of TLS connect to. */
  public readonly tlsPort: number;

  /** What the ingress does with HTTP, if it has an HTTP listener. */
  public readonly httpMode?: HttpModeConfig;

  /** Whether many clients are seen under one address. */
  public readonly clientsShareAddresses: boolean;

  /** How long a connection may be silent. */
  public readonly idleTimeout: Duration;

  /** What has to exist before a task can be reached. Clients may find the records of the public zone later. */
  public readonly ready: IDependable[];

  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id);

    const { network } = props;
    const clients = clientsOf(this, props);
    const ipAddressType = ipAddressTypeOf(props, network.loadBalancerSubnets);
    this.clientRanges = clientRangesOf(this, props.restrictedNames, props);
    [{ prop: 'clients', clients }, ...props.restrictedNames].forEach((each) => checkClientFamilies(this, each, ipAddressType));
    const { tlsPort, httpMode, idleTimeout } = listenersOf(props);
    const listener = (listenerId: string, port: number, containerPort: number) =>
      new Listener(this, listenerId, { network, clients, port, containerPort, idleTimeout });
    this.tls = listener('Tls', tlsPort, TASK_PORTS.tls);
    this.http = httpMode && listener('Http', httpMode.port, TASK_PORTS.http);
    this.listeners = this.http ? [this.tls, this.http] : [this.tls];

    const listenerSecurityGroups = this.listeners.map(({ securityGroup }) => securityGroup);
    this.loadBalancer = makeLoadBalancer(this, { ...props, ipAddressType, listenerSecurityGroups });
    this.listeners.forEach((each) => each.attachTo(this.loadBalancer));
    // One group is enough, because the load balancer has all groups, and further rules go into this one.
    this.connections = new ec2.Connections({ securityGroups: [this.tls.securityGroup], defaultPort: ec2.Port.tcp(tlsPort) });
    this.endpointService = props.privateLink && addEndpointService(this, this.loadBalancer, props.privateLink);
    addPublicRecords(this, props, this.loadBalancer, props.domainNames);

    this.tlsPort = tlsPort;
    this.httpMode = httpMode;
    this.clientsShareAddresses = props.behindCloudFront;
    this.idleTimeout = idleTimeout;
    this.ready = [this.loadBalancer, ...this.listeners];
  }
}
