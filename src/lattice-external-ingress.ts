import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { Edge, EdgeOptions, exposureOf } from './edge';
import { Lattice, LatticeOptions } from './lattice';
import { Monitoring, LatticeExternalIngressBase } from './monitoring';
import { Network, NetworkOptions } from './network';
import { pinFeatureFlags } from './private/feature-flags';
import { allowListOf, AllowListOptions, Proxy, ProxyOptions, takesMetricFilters, TaskCapacity } from './proxy';

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
export class LatticeExternalIngress extends LatticeExternalIngressBase implements ec2.IConnectable {
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

  /** What one task takes on: TLS sessions, HTTP requests, connections, ports. */
  public readonly capacity: TaskCapacity;

  /** Where the tasks write a JSON line for each connection and request. */
  public readonly logGroup: logs.ILogGroup;

  /** The number of tasks; add step, schedule, memory and custom-metric scaling here. */
  public readonly scaling: ecs.ScalableTaskCount;

  /** @internal */
  protected readonly _monitoring: Monitoring;

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

    const exposure = exposureOf(props);
    const allowList = allowListOf(props);
    const network = new Network(this, 'Network', { ...props, ...exposure });
    const edge = new Edge(this, 'Edge', { ...props, ...exposure, ...allowList, network });
    const lattice = new Lattice(this, 'Lattice', { ...props, ...allowList, network });
    const proxy = new Proxy(this, 'Proxy', { ...props, ...allowList, network, edge, routes: lattice.routes });
    const { cluster, service, scaling } = proxy.run({ after: [...network.openEgress(proxy), ...edge.ready, ...lattice.ready] });

    this.vpc = network.vpc;
    this.loadBalancer = edge.loadBalancer;
    this.tlsTargetGroup = edge.tls.targetGroup;
    this.httpTargetGroup = edge.http?.targetGroup;
    this.endpointService = edge.endpointService;
    this.connections = edge.connections;
    this.cluster = cluster;
    this.service = service;
    this.taskDefinition = proxy.taskDefinition;
    this.capacity = proxy.capacity;
    this.logGroup = proxy.logGroup;
    this.scaling = scaling;

    this._monitoring = new Monitoring(this, 'Monitoring', {
      loadBalancer: this.loadBalancer,
      subnets: network.loadBalancerSubnets,
      tlsTargetGroup: this.tlsTargetGroup,
      httpTargetGroup: this.httpTargetGroup,
      service,
      logGroup: this.logGroup,
      takesMetricFilters: takesMetricFilters(this.logGroup),
      loggedPercent: proxy.accessLog._forwardedPercent,
    });
  }

  /**
   * A statement for the auth policy of a service or a service network: these principals may invoke it through this ingress.
   *
   * Requests that reach VPC Lattice from another VPC are not let in by it. Requests must be signed: anonymous callers are
   * not let in, also where a principal is `*`.
   *
   * @param principals who may invoke
   * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html
   */
  public authPolicyStatement(...principals: iam.IPrincipal[]): iam.PolicyStatement {
    return new iam.PolicyStatement({
      principals,
      actions: ['vpc-lattice-svcs:Invoke'],
      resources: ['*'],
      conditions: {
        StringEquals: { 'vpc-lattice-svcs:SourceVpc': this.vpc.vpcId },
        // For every principal, because `*` may hide in another principal or in a token.
        StringNotEqualsIgnoreCase: { 'aws:PrincipalType': 'anonymous' },
      },
    });
  }
}
