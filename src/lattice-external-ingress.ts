import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Edge, EdgeOptions, LISTENER_PORTS } from './edge';
import { Lattice, LatticeOptions } from './lattice';
import { loadBalancerRanges, Network, NetworkOptions, PrefixLists } from './network';
import { pinFeatureFlags } from './private/feature-flags';
import { Proxy, ProxyOptions, TASK_PORTS } from './proxy';

/** All that an ingress can be told, in the order in which a packet meets it. */
export interface LatticeExternalIngressProps extends NetworkOptions, EdgeOptions, ProxyOptions, LatticeOptions {}

/**
 * Lets clients outside AWS reach VPC Lattice services.
 *
 * A client connects to a public Network Load Balancer. nginx tasks on Fargate check the name that it asks for
 * against an allow-list, and forward to VPC Lattice: TLS by server name without terminating it, HTTP by Host.
 * Authentication and authorisation stay with VPC Lattice.
 *
 * @see https://aws.amazon.com/solutions/guidance/external-connectivity-to-amazon-vpc-lattice/
 */
export class LatticeExternalIngress extends Construct implements ec2.IConnectable {
  /** The VPC of the ingress. */
  public readonly vpc: ec2.IVpc;

  /** The load balancer that clients connect to. */
  public readonly loadBalancer: elbv2.NetworkLoadBalancer;

  /** Where the load balancer sends TLS connections. */
  public readonly tlsTargetGroup: elbv2.NetworkTargetGroup;

  /** Where the load balancer sends HTTP connections. */
  public readonly httpTargetGroup: elbv2.NetworkTargetGroup;

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

    const network = new Network(this, 'Network', props);
    const prefixLists = new PrefixLists(network, 'PrefixLists');
    const edge = new Edge(this, 'Edge', { ...props, vpc: network.vpc, taskPorts: TASK_PORTS });
    const proxy = new Proxy(this, 'Proxy', {
      ...props,
      network,
      prefixLists,
      trustedProxies: loadBalancerRanges(network.vpc),
      httpListenerPort: LISTENER_PORTS.http,
    });
    const lattice = new Lattice(this, 'Lattice', { ...props, vpc: network.vpc, tasks: proxy.securityGroup, prefixLists });

    edge.allowTo(proxy.securityGroup);
    edge.forwardTo(proxy.service, proxy.containerName);
    proxy.waitFor(network.vpc, network.endpoints, edge, lattice);

    this.vpc = network.vpc;
    this.loadBalancer = edge.loadBalancer;
    this.tlsTargetGroup = edge.tls.targetGroup;
    this.httpTargetGroup = edge.http.targetGroup;
    this.connections = edge.connections;
    this.cluster = proxy.cluster;
    this.service = proxy.service;
    this.taskDefinition = proxy.taskDefinition;
    this.logGroup = proxy.logGroup;
    this.scaling = proxy.scaling;
  }
}
