import { Aws } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IDependable } from 'constructs';
import { AllowList } from './allow-list';
import { ClusterOptions, clusterOf } from './cluster';
import { LogOptions, logDriverOf, logGroupOf } from './log-group';
import { capacityOf, HttpListener, NginxPorts, renderNginxConf } from './nginx';
import { ImageOptions, ProxyImage } from './proxy-image';
import { scale, ScalingOptions } from './scaling';
import { makeService, ServiceOptions } from './service';
import { CONTAINER_NAME, ExecuteCommandOptions, ProxyTaskDefinition } from './task-definition';
import { requireTaskSize, TaskSizeOptions } from './task-size';
import { acknowledge } from '../private/acknowledgements';

/** Where nginx listens; above 1023, since it holds no capability. */
export const TASK_PORTS: NginxPorts = { tls: 8443, http: 8080, health: 8081 };

/** The address of the VPC's resolver that every subnet reaches. */
const RESOLVER = '169.254.169.253';

/** Who decides what passes. */
export interface ProxyOptions
  extends ImageOptions, TaskSizeOptions, ScalingOptions, ServiceOptions, ClusterOptions, LogOptions, ExecuteCommandOptions {}

export interface ProxyProps extends ProxyOptions {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly tasks: ec2.ISecurityGroup;
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
  public readonly executionRole: iam.IRole;
  public readonly repository?: ecr.IRepository;
  public readonly containerName = CONTAINER_NAME;

  constructor(scope: Construct, id: string, private readonly props: ProxyProps) {
    super(scope, id);

    const size = requireTaskSize(props);
    const image = (props.image ?? ProxyImage.copyOnDeploy()).bind(this);
    this.repository = image.repository;
    this.logGroup = logGroupOf(this, props);
    this.taskDefinition = new ProxyTaskDefinition(this, 'TaskDefinition', {
      size,
      image,
      logDriver: logDriverOf(this.logGroup, props),
      ports: props.httpListener ? Object.values(TASK_PORTS) : [TASK_PORTS.tls, TASK_PORTS.health],
      allowList: props.allowList,
      enableExecuteCommand: props.enableExecuteCommand,
      nginxConf: renderNginxConf({
        services: props.allowList.services.map(({ domainName }, index) => ({ domainName, target: props.targets[index] })),
        allowedDomains: props.allowList.allowedDomains,
        region: Aws.REGION,
        trustedProxies: props.trustedProxies,
        resolver: RESOLVER,
        ports: TASK_PORTS,
        httpListener: props.httpListener,
        tlsListenerPort: props.tlsListenerPort,
        idleTimeoutSeconds: props.idleTimeoutSeconds,
        capacity: capacityOf(size.cpu, size.memoryLimitMiB),
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

/** What runs. */
export interface RunningProxy {
  readonly cluster: ecs.ICluster;
  readonly service: ecs.FargateService;
}
