import { Lazy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { Edge, EdgeOptions, exposureOf, forwards } from './edge';
import { Lattice, LatticeOptions } from './lattice';
import { Monitoring, LatticeExternalIngressBase, RolloutOptions } from './monitoring';
import { EgressEndpoints, Network, NetworkOptions } from './network';
import { principal } from './private/cdk-type-checks';
import { pinFeatureFlags } from './private/feature-flags';
import { encryptLogGroups } from './private/log-groups';
import { acknowledgePackRules } from './private/rule-packs';
import { requirePropsOfApp } from './private/same-app';
import { listOf, requireTypes } from './private/type-checks';
import { requireGiven, requireNotEmpty } from './private/validation';
import { requirePropTypes } from './prop-types';
import { allowListOf, AllowListOptions, cpuTargetOf, inOrderOfNames, Proxy, ProxyOptions, takesMetricFilters, TaskCapacity } from './proxy';

/** Props of `LatticeExternalIngress`, in the order in which a packet meets them. */
export interface LatticeExternalIngressProps extends NetworkOptions, EdgeOptions, AllowListOptions, ProxyOptions, LatticeOptions, RolloutOptions {}

/**
 * An ingress that lets clients outside AWS reach VPC Lattice services.
 *
 * A client connects to a public Network Load Balancer. nginx tasks on Fargate check the name that the client asks for
 * against an allow-list, and forward to VPC Lattice: TLS by server name without terminating it, HTTP by Host.
 * Authentication and authorisation stay with VPC Lattice.
 *
 * @see https://aws.amazon.com/solutions/guidance/external-connectivity-to-amazon-vpc-lattice/
 * @example
 * new LatticeExternalIngress(this, 'Ingress', {
 *   clients: [ec2.Peer.ipv4('203.0.113.0/24')],
 *   lattice: LatticeAccess.vpcAssociation(serviceNetwork),
 *   services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(apiService) }],
 * });
 */
@propertyInjectable
export class LatticeExternalIngress extends LatticeExternalIngressBase implements ec2.IConnectable {
  /** The id by which property injectors of an app name this construct. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-lattice-external-ingress.LatticeExternalIngress';

  /** The VPC of the ingress. */
  public readonly vpc: ec2.IVpc;

  /**
   * The VPC endpoints that the tasks use, for a further ingress in the same VPC. Without `Egress.interfaceEndpoints()` it is undefined.
   *
   * A further ingress with `vpc` alone takes them too, if this ingress made the VPC.
   */
  public readonly vpcEndpoints?: EgressEndpoints;

  /** The load balancer that clients connect to. */
  public readonly loadBalancer: elbv2.NetworkLoadBalancer;

  /** The target group of the TLS listener. */
  public readonly tlsTargetGroup: elbv2.NetworkTargetGroup;

  /** The target group of the HTTP listener. With `HttpMode.off()` it is undefined. */
  public readonly httpTargetGroup?: elbv2.NetworkTargetGroup;

  /** The endpoint service for AWS PrivateLink. Without `privateLink` it is undefined. */
  public readonly endpointService?: ec2.VpcEndpointService;

  /** The connections of the load balancer: `allowDefaultPortFrom()` lets a further client use TLS. */
  public readonly connections: ec2.Connections;

  /** The ECS cluster. */
  public readonly cluster: ecs.ICluster;

  /** The ECS service that keeps the tasks running. */
  public readonly service: ecs.FargateService;

  /** The task definition: an nginx container whose configuration is the environment variable `NGINX_CONF`. */
  public readonly taskDefinition: ecs.FargateTaskDefinition;

  /** The limits of one task: TLS sessions, HTTP requests, connections, ports. */
  public readonly capacity: TaskCapacity;

  /** The log group of the tasks, with a JSON line for each connection and request. */
  public readonly logGroup: logs.ILogGroup;

  /** The scalable number of tasks: add step, schedule, memory and custom-metric scaling here. */
  public readonly scaling: ecs.ScalableTaskCount;

  /** @internal */
  protected readonly _monitoring: Monitoring;

  /**
   * An ingress in the stack of `scope`.
   *
   * @param scope the stack, or a construct in it
   * @param id its name among the children of `scope`
   * @param props `clients` and `lattice` are required
   * @throws where a prop is wrong: the message names it, the value, and what to do
   */
  constructor(scope: Construct, id: string, props: LatticeExternalIngressProps) {
    super(scope, id);
    pinFeatureFlags(this);
    acknowledgePackRules(this);

    requirePropTypes(this, props);
    requirePropsOfApp(this, props);
    requireGiven('lattice', props.lattice, 'say how the tasks reach VPC Lattice, for instance LatticeAccess.vpcAssociation(serviceNetwork)');
    encryptLogGroups(this, props.logEncryptionKey);
    const exposure = exposureOf(props);
    const allowList = inOrderOfNames(this, allowListOf(this, props));
    const network = new Network(this, 'Network', { ...props, ...exposure });
    const edge = new Edge(this, 'Edge', { ...props, ...exposure, ...allowList, network });
    const forwardsHttp = forwards(edge.httpMode);
    const lattice = new Lattice(this, 'Lattice', { ...props, ...allowList, network, forwardsHttp });
    const proxy = new Proxy(this, 'Proxy', { ...props, ...allowList, network, edge, routes: lattice.routes });
    const { cluster, service, scaling } = proxy.run({
      after: [...network.openEgress(proxy), ...edge.ready, ...lattice.ready],
      // The alarms are made below, of the log and the load balancer: they do not need the service that names them.
      deploymentAlarmNames: props.deploymentAlarms && Lazy.list({ produce: () => this._monitoring.deploymentAlarms!.alarmNames }),
    });

    this.vpc = network.vpc;
    this.vpcEndpoints = network.vpcEndpoints;
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
      forwardsHttp,
      service,
      logGroup: this.logGroup,
      takesMetricFilters: takesMetricFilters(this.logGroup),
      loggedPercent: proxy.accessLog._forwardedPercent,
      namesHaveClients: edge.clientRanges.size > 0,
      follower: lattice.follower,
      deploymentAlarms: props.deploymentAlarms,
      cpuTargetPercent: cpuTargetOf(props),
    });
  }

  /**
   * A statement for the auth policy of a service or a service network, which lets principals invoke it through this ingress.
   *
   * The statement does not allow requests that reach VPC Lattice from another VPC. Requests must be signed: an anonymous caller is
   * not let in, even if a principal is `*`.
   *
   * If the service is in another stack, make its `CfnAuthPolicy` in the stack of the ingress. The ingress needs the service and the policy
   * needs the VPC, so a policy in the stack of the service would make a cycle.
   *
   * @param principals who may invoke
   * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html
   */
  public authPolicyStatement(...principals: iam.IPrincipal[]): iam.PolicyStatement {
    requireTypes({ principals }, { principals: listOf(principal) });
    requireNotEmpty('principals', principals, 'say who may invoke, for instance new iam.AccountPrincipal(\'111122223333\')');
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
