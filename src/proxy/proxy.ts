import { Aws } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IDependable } from 'constructs';
import { AccessLog } from './access-log';
import { ClusterOptions, clusterOf } from './cluster';
import { capacityProviderStrategiesOf, makeService, ServiceOptions } from './ecs-service';
import { ExecuteCommandOptions } from './execute-command';
import { requireTaskAddresses } from './free-addresses';
import { EcrImage, ImageOptions, ProxyImage } from './image';
import { LogOptions, logDriverOf, logGroupOf } from './log-options';
import { capacityOf, CLIENT_SHARE, connectionMemoryOf, renderNginxConf, WHOLE_TASK } from './nginx';
import { scale, ScalingOptions } from './scaling';
import { TaskCapacity, taskCapacityOf } from './task-capacity';
import { CONTAINER_NAME, ProxyTaskDefinition } from './task-definition';
import { taskSizeOf, TaskSizeOptions } from './task-size';
import { Edge, TASK_PORTS } from '../edge';
import { ExecSessions, Network } from '../network';
import { acknowledge } from '../private/acknowledgements';
import { requirePropsOfApp } from '../private/same-app';
import { ServiceRoute } from '../private/service-route';

/** The addresses of the VPC's resolver that every subnet reaches. */
const RESOLVER = { ipv4: '169.254.169.253', ipv6: '[fd00:ec2::253]' };

/** Options of the proxy: its image, tasks, scaling, cluster and log. */
export interface ProxyOptions
  extends ImageOptions, TaskSizeOptions, ScalingOptions, ServiceOptions, ClusterOptions, LogOptions, ExecuteCommandOptions {}

export interface ProxyProps extends ProxyOptions {
  readonly network: Network;
  readonly edge: Edge;
  readonly routes: ServiceRoute[];
  readonly allowedDomains: string[];
}

/** The nginx tasks. */
export class Proxy extends Construct {
  public readonly logGroup: logs.ILogGroup;
  public readonly accessLog: AccessLog;
  public readonly taskDefinition: ecs.FargateTaskDefinition;
  public readonly capacity: TaskCapacity;
  public readonly executionRole: iam.IRole;
  public readonly repository?: ecr.IRepository;
  public readonly imageElsewhere?: string;
  public readonly sessions?: ExecSessions;

  constructor(scope: Construct, id: string, private readonly props: ProxyProps) {
    super(scope, id);

    const { network: { tasksHaveIpv4, trustedProxies }, edge, routes, allowedDomains } = props;
    const size = taskSizeOf(props);
    const connectionMemory = connectionMemoryOf(props);
    const capacity = capacityOf(size.cpu, size.memoryLimitMiB, connectionMemory, edge.clientsShareAddresses ? WHOLE_TASK : CLIENT_SHARE);
    this.capacity = taskCapacityOf(capacity, connectionMemory);
    const image = (props.image ?? ProxyImage.copyOnDeploy())._bind(this);
    requirePropsOfApp(this, { image: image.repository });
    this.repository = image.repository;
    this.imageElsewhere = image.imageElsewhere;
    this.logGroup = logGroupOf(this, props);
    this.accessLog = props.accessLog ?? AccessLog.all();
    this.taskDefinition = new ProxyTaskDefinition(this, 'TaskDefinition', {
      size,
      connectionMemory,
      image: tasksHaveIpv4 ? image : { ...image, containerImage: overIpv6(image.containerImage) },
      logDriver: logDriverOf(this.logGroup, props),
      ports: [...edge.listeners.map(({ containerPort }) => containerPort), TASK_PORTS.health],
      enableExecuteCommand: props.enableExecuteCommand,
      generatedNames: routes.map(({ target }) => target),
      nginxConf: renderNginxConf({
        routes,
        allowedDomains,
        clientRanges: edge.clientRanges,
        region: Aws.REGION,
        trustedProxies,
        ipv6: !tasksHaveIpv4,
        resolver: tasksHaveIpv4 ? RESOLVER.ipv4 : RESOLVER.ipv6,
        ports: TASK_PORTS,
        httpListener: edge.httpMode,
        clientTlsPort: edge.tlsPort,
        idleTimeoutSeconds: edge.idleTimeout.toSeconds(),
        connectionMemory,
        capacity,
        loggedPercent: this.accessLog._forwardedPercent,
      }),
    });
    this.sessions = props.enableExecuteCommand
      ? { taskRole: this.taskDefinition.taskRole, configuration: props.cluster?.executeCommandConfiguration }
      : undefined;
    this.executionRole = this.taskDefinition.obtainExecutionRole();
    acknowledge(this.executionRole, 'AwsSolutions-IAM5[Resource::*]', 'ecr:GetAuthorizationToken does not support resource-level permissions');
  }

  /** Runs the tasks behind the load balancer, after what they need exists. */
  public run({ after, deploymentAlarmNames }: { after: IDependable[]; deploymentAlarmNames?: string[] }): RunningProxy {
    const { network, edge } = this.props;
    const { cluster, ready } = clusterOf(this, {
      vpc: network.vpc,
      cluster: this.props.cluster,
      capacityProviders: capacityProviderStrategiesOf(this.props).map(({ capacityProvider }) => capacityProvider),
      needsInsights: this.props.targetConnectionsPerTask !== undefined,
    });
    const service = makeService(this, {
      ...this.props,
      cluster,
      taskDefinition: this.taskDefinition,
      after: [...after, ...ready],
      deploymentAlarmNames,
    });
    for (const { targetGroup, containerPort } of edge.listeners) {
      targetGroup.addTarget(service.loadBalancerTarget({ containerName: CONTAINER_NAME, containerPort }));
    }
    const scaling = scale(service, edge.loadBalancer.loadBalancerFullName, this.capacity, this.props);
    requireTaskAddresses(this, network.taskSubnets, this.props);
    return { cluster, service, scaling };
  }
}

/** Throws where the image lies elsewhere than in ECR, which may have no IPv6 addresses. */
function overIpv6(image: ecs.ContainerImage): ecs.ContainerImage {
  if (!(image instanceof EcrImage)) {
    throw new Error('\'image\' must come from ECR with Egress.ipv6Only(): use ProxyImage.copyOnDeploy() or ProxyImage.fromEcrRepository()');
  }
  return image.overIpv6();
}

/** What runs the tasks. */
export interface RunningProxy {
  readonly cluster: ecs.ICluster;
  readonly service: ecs.FargateService;
  readonly scaling: ecs.ScalableTaskCount;
}
