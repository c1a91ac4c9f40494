import { Aws } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IDependable } from 'constructs';
import { AllowList } from './allow-list';
import { ClusterOptions, clusterOf } from './cluster';
import { EcrImage, ImageOptions, ProxyImage } from './image';
import { LogOptions, logDriverOf, logGroupOf } from './log-group';
import { capacityOf, HttpListener, NginxPorts, renderNginxConf } from './nginx';
import { scale, ScalingOptions } from './scaling';
import { makeService, ServiceOptions } from './service';
import { TaskCapacity, taskCapacityOf } from './task-capacity';
import { CONTAINER_NAME, ExecuteCommandOptions, ProxyTaskDefinition } from './task-definition';
import { taskSizeOf, TaskSizeOptions } from './task-size';
import { acknowledge } from '../private/acknowledgements';

/** Where nginx listens; above 1023, since it holds no capability. */
export const TASK_PORTS: NginxPorts = { tls: 8443, http: 8080, health: 8081 };

/** The addresses of the VPC's resolver that every subnet reaches. */
const RESOLVER = { ipv4: '169.254.169.253', ipv6: '[fd00:ec2::253]' };

/** Who decides what passes. */
export interface ProxyOptions
  extends ImageOptions, TaskSizeOptions, ScalingOptions, ServiceOptions, ClusterOptions, LogOptions, ExecuteCommandOptions {}

export interface ProxyProps extends ProxyOptions {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly tasksHaveIpv4: boolean;
  readonly taskSecurityGroup: ec2.ISecurityGroup;
  readonly allowList: AllowList;
  /** Where each service of the allow-list is forwarded to. */
  readonly targets: string[];
  /** The ranges from which a PROXY header is believed. */
  readonly trustedProxies: string[];
  /** What becomes of HTTP without TLS; nothing where it is not taken. */
  readonly httpListener?: HttpListener;
  readonly tlsListenerPort: number;
  readonly idleTimeoutSeconds: number;
}

/** The nginx tasks. */
export class Proxy extends Construct {
  public readonly logGroup: logs.ILogGroup;
  public readonly taskDefinition: ecs.FargateTaskDefinition;
  public readonly capacity: TaskCapacity;
  public readonly executionRole: iam.IRole;
  public readonly repository?: ecr.IRepository;
  public readonly containerName = CONTAINER_NAME;

  constructor(scope: Construct, id: string, private readonly props: ProxyProps) {
    super(scope, id);

    const size = taskSizeOf(props);
    const capacity = capacityOf(size.cpu, size.memoryLimitMiB);
    this.capacity = taskCapacityOf(capacity);
    const image = (props.image ?? ProxyImage.copyOnDeploy()).bind(this);
    this.repository = image.repository;
    this.logGroup = logGroupOf(this, props);
    this.taskDefinition = new ProxyTaskDefinition(this, 'TaskDefinition', {
      size,
      image: props.tasksHaveIpv4 ? image : { ...image, containerImage: overIpv6(image.containerImage) },
      logDriver: logDriverOf(this.logGroup, props),
      ports: props.httpListener ? Object.values(TASK_PORTS) : [TASK_PORTS.tls, TASK_PORTS.health],
      allowList: props.allowList,
      enableExecuteCommand: props.enableExecuteCommand,
      nginxConf: renderNginxConf({
        services: props.allowList.services.map(({ domainName }, index) => ({ domainName, target: props.targets[index] })),
        allowedDomains: props.allowList.allowedDomains,
        region: Aws.REGION,
        trustedProxies: props.trustedProxies,
        ipv6: !props.tasksHaveIpv4,
        resolver: props.tasksHaveIpv4 ? RESOLVER.ipv4 : RESOLVER.ipv6,
        ports: TASK_PORTS,
        httpListener: props.httpListener,
        tlsListenerPort: props.tlsListenerPort,
        idleTimeoutSeconds: props.idleTimeoutSeconds,
        capacity,
      }),
    });
    this.executionRole = this.taskDefinition.obtainExecutionRole();
    acknowledge(this.executionRole, 'AwsSolutions-IAM5[Resource::*]', 'ecr:GetAuthorizationToken knows no resource');
  }

  /**
   * Starts the tasks.
   *
   * @param needed what has to exist before
   */
  public run(needed: IDependable[]): RunningProxy {
    const { cluster, ready } = clusterOf(this, this.props.vpc, this.props);
    const service = makeService(this, {
      ...this.props,
      cluster,
      taskDefinition: this.taskDefinition,
      executeCommand: this.props.enableExecuteCommand ?? false,
      ready: [...needed, ...ready],
    });
    return { cluster, service };
  }

  /** Scales the service, once it stands behind its load balancer. */
  public scale(service: ecs.FargateService, loadBalancerFullName: string): ecs.ScalableTaskCount {
    return scale(service, loadBalancerFullName, this.props);
  }
}

/** Throws where the image lies elsewhere than in ECR, which may have no IPv6 addresses. */
function overIpv6(image: ecs.ContainerImage): ecs.ContainerImage {
  if (!(image instanceof EcrImage)) {
    throw new Error('\'image\' must come from ECR with Egress.ipv6Only(): use ProxyImage.copyOnDeploy() or ProxyImage.fromEcrRepository()');
  }
  return image.overIpv6();
}

/** What runs. */
export interface RunningProxy {
  readonly cluster: ecs.ICluster;
  readonly service: ecs.FargateService;
}
