import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IDependable } from 'constructs';
import { AllowListOptions, requireAllowList } from './allow-list';
import { capacityOf, NginxPorts, renderNginxConf } from './nginx';
import { ImageOptions, ProxyImage } from './proxy-image';
import { scale, ScalingOptions } from './scaling';
import { CONTAINER_NAME, ProxyTaskDefinition } from './task-definition';
import { requireTaskSize, TaskSizeOptions } from './task-size';
import { Network, PrefixLists } from '../network';
import { acknowledge } from '../private/acknowledgements';
import { ClosedSecurityGroup } from '../private/closed-security-group';

/** Where nginx listens; above 1023, since it holds no capability. */
export const TASK_PORTS: NginxPorts = { tls: 8443, http: 8080, health: 8081 };

/** The address of the VPC's resolver that every subnet reaches. */
const RESOLVER = '169.254.169.253';

/** Who decides what passes. */
export interface ProxyOptions extends AllowListOptions, ImageOptions, ScalingOptions, TaskSizeOptions {}

export interface ProxyProps extends ProxyOptions {
  readonly network: Network;
  readonly prefixLists: PrefixLists;
  /** The ranges from which a PROXY header is believed. */
  readonly trustedProxies: string[];
  /** The port that clients of the HTTP listener connect to. */
  readonly httpListenerPort: number;
}

/** The nginx tasks. */
export class Proxy extends Construct {
  public readonly cluster: ecs.Cluster;
  public readonly logGroup: logs.LogGroup;
  public readonly taskDefinition: ecs.FargateTaskDefinition;
  public readonly securityGroup: ec2.SecurityGroup;
  public readonly service: ecs.FargateService;
  public readonly scaling: ecs.ScalableTaskCount;
  public readonly containerName = CONTAINER_NAME;

  constructor(scope: Construct, id: string, props: ProxyProps) {
    super(scope, id);

    const { vpc, endpoints } = props.network;
    const allowList = requireAllowList(props);
    const size = requireTaskSize(props);
    const image = (props.image ?? ProxyImage.copyOnDeploy()).bind(this);

    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.taskDefinition = new ProxyTaskDefinition(this, 'TaskDefinition', {
      size,
      image,
      logGroup: this.logGroup,
      ports: TASK_PORTS,
      allowList,
      nginxConf: renderNginxConf({
        ...allowList,
        region: Aws.REGION,
        trustedProxies: props.trustedProxies,
        resolver: RESOLVER,
        ports: TASK_PORTS,
        httpListenerPort: props.httpListenerPort,
        capacity: capacityOf(size.cpu, size.memoryLimitMiB),
      }),
    });
    const executionRole = this.taskDefinition.obtainExecutionRole();
    acknowledge(executionRole, 'AwsSolutions-IAM5[Resource::*]', 'ecr:GetAuthorizationToken knows no resource');
    endpoints.allow(executionRole, this.logGroup, image.repository);

    this.securityGroup = new ClosedSecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Tasks of the ingress: in only from its load balancer, out only to VPC Lattice and what image pulls and logs need',
    });
    this.securityGroup.connections.allowTo(endpoints.securityGroup, ec2.Port.tcp(443), 'VPC endpoints');
    this.securityGroup.addEgressRule(props.prefixLists.s3, ec2.Port.tcp(443), 'image layers');

    this.cluster = new ecs.Cluster(this, 'Cluster', {
      vpc,
      enableFargateCapacityProviders: true,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    });
    const insightsLogGroup = new logs.LogGroup(this, 'InsightsLogGroup', {
      // Container Insights would make it under this name, and leave it behind.
      logGroupName: `/aws/ecs/containerinsights/${this.cluster.clusterName}/performance`,
      retention: logs.RetentionDays.ONE_DAY,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.service = new ecs.FargateService(this, 'Service', {
      cluster: this.cluster,
      taskDefinition: this.taskDefinition,
      capacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 1 }],
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.securityGroup],
      assignPublicIp: false,
      circuitBreaker: { enable: true, rollback: true },
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
      enableECSManagedTags: true,
    });
    this.waitFor(this.cluster, insightsLogGroup, this.securityGroup, this.taskDefinition);
    this.scaling = scale(this.service, props);
  }

  /** Starts no task before these exist; the first ones would fail, and the deployment with them. */
  public waitFor(...needed: IDependable[]): void {
    // Not the whole service: its scaling has nothing to wait for but the service.
    this.service.node.defaultChild!.node.addDependency(...needed);
  }
}
