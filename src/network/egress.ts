import { Annotations, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IDependable } from 'constructs';
import { EgressEndpoints, endpointsOf, existingEndpoints } from './egress-endpoints';
import { checkS3PrefixList } from './s3-prefix-list';
import { VpcEndpoints } from './vpc-endpoints';
import * as cdk from '../private/cdk-types';
import { inOrder } from '../private/identity';
import { requirePeers } from '../private/peers';
import { listOf, requireTypes } from '../private/types';
import { requireDifferent, requireNotEmpty, requireSameRegion } from '../private/validation';

/** Options for the way from the tasks to AWS APIs. */
export interface EgressOptions {
  /**
   * The way from the tasks to the AWS APIs that they need: ECR for the image, CloudWatch Logs for the log.
   *
   * @default - `Egress.interfaceEndpoints()` in a new VPC, `Egress.existingRoutes()` in an existing VPC, and in the VPC of another ingress the endpoints of that ingress
   */
  readonly egress?: Egress;
}

/** Options of `Egress.interfaceEndpoints()`. */
export interface InterfaceEndpointsOptions {
  /**
   * Further interface endpoints, in addition to those for images and logs.
   *
   * Regions that opened in December 2023 or later also need `ECS`, `ECS_AGENT` and `ECS_TELEMETRY`. The ingress makes these there by itself;
   * if the Region of the stack is not known at synth, a condition of the template decides.
   *
   * @default - none, or those of ECS in a Region that needs them
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
   */
  readonly additionalServices?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * Existing endpoints of the VPC, which the tasks use. The ingress makes the others.
   *
   * The ingress opens the security groups of the tasks and of these endpoints to each other. If the stack makes an endpoint and gives it a
   * policy, the ingress also adds the tasks' execution role to the policy. The policy of an imported endpoint must admit this role already.
   *
   * @default - none: all endpoints are made
   * @throws where an endpoint is for another service, in another VPC, or without private DNS, as far as the app knows it
   */
  readonly existing?: EgressEndpoints;

  /**
   * The ECR repositories of further containers, such as a sidecar that you add to `taskDefinition`.
   *
   * The policies of the endpoints let the tasks pull images from these repositories and the proxy's own, and from no other.
   *
   * @default - none
   */
  readonly additionalRepositories?: ecr.IRepository[];

  /**
   * The log groups of further containers.
   *
   * The policies of the endpoints let the tasks write to these log groups and the proxy's own, and to no other.
   *
   * @default - none
   */
  readonly additionalLogGroups?: logs.ILogGroup[];
}

/** Options of `Egress.existingRoutes()`. */
export interface ExistingRoutesOptions {
  /**
   * The peers that tasks may connect to on port 443, such as the security group of existing endpoints.
   *
   * Do not name the prefix list of Amazon S3: tasks may always connect to it, because ECR's image layers are in Amazon S3.
   *
   * @default - any IPv4 address
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   */
  readonly to?: ec2.IPeer[];
}

/** The input of `Egress.bind()`. */
export interface EgressBindOptions {
  /** The VPC of the ingress. */
  readonly vpc: ec2.IVpc;

  /** The subnets of the tasks. */
  readonly subnets: ec2.ISubnet[];

  /** The security group of the tasks. */
  readonly taskSecurityGroup: ec2.ISecurityGroup;

  /** The prefix list of Amazon S3, in which ECR stores image layers. */
  readonly s3PrefixList: ec2.IPeer;

  /** The execution role, by which ECS pulls the image and writes the log. */
  readonly executionRole: iam.IRole;

  /** The log group of the tasks. */
  readonly logGroup: logs.ILogGroup;

  /** Whether the tasks also run GuardDuty's agent. */
  readonly allowGuardDutyAgent: boolean;

  /** The AWS services that the tasks need in addition to ECR and CloudWatch Logs. */
  readonly additionalServices: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * The repository of the tasks' image.
   *
   * @default - the image is not in ECR
   */
  readonly repository?: ecr.IRepository;

  /**
   * The name of the tasks' image, if it is known to be in another registry than ECR.
   *
   * @default - the image is in ECR, or its registry is not known at synth
   */
  readonly imageElsewhere?: string;
}

/** The result of `Egress.bind()`. */
export interface EgressConfig {
  /**
   * The endpoints that the tasks use.
   *
   * @default - the tasks use no endpoint that is known
   */
  readonly vpcEndpoints?: EgressEndpoints;

  /** The constructs that must exist before the first task starts. */
  readonly ready: IDependable[];
}

/**
 * The way from the tasks to the AWS APIs that they need.
 *
 * A subclass makes another way. Its `bind()` makes what it needs below `scope`, opens the egress of `taskSecurityGroup` to the APIs of ECR
 * and CloudWatch Logs, to `s3PrefixList` and to `additionalServices`, and returns what must exist before the first task starts.
 */
export abstract class Egress {
  /**
   * VPC endpoints for images and logs, with policies that let the tasks do nothing else.
   *
   * AWS charges for each endpoint in each zone by the hour. Tasks can connect only to these endpoints, ECR's image layers in S3, and VPC Lattice.
   *
   * @param options further endpoints
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, vpc, egress: Egress.interfaceEndpoints() });
   */
  public static interfaceEndpoints(options: InterfaceEndpointsOptions = {}): Egress {
    requireTypes(options, {
      additionalServices: listOf(cdk.endpointService),
      existing: existingEndpoints,
      additionalRepositories: listOf(cdk.repository),
      additionalLogGroups: listOf(cdk.logGroup),
    });
    requireDifferent('additionalServices', (options.additionalServices ?? []).map(({ shortName }) => shortName));
    requireDifferent('additionalRepositories', (options.additionalRepositories ?? []).map(({ repositoryArn }) => repositoryArn));
    requireDifferent('additionalLogGroups', (options.additionalLogGroups ?? []).map(({ logGroupArn }) => logGroupArn));
    return new InterfaceEndpoints(options);
  }

  /**
   * Subnets without IPv4 for the tasks, and an egress-only internet gateway: no paid endpoint.
   *
   * It works only in a new VPC. Tasks may connect to any IPv6 address on port 443, and a warning says so.
   * ECS Exec and CloudFront VPC origins do not work with it.
   *
   * @throws with an existing VPC, with ECS Exec, and with a CloudFront VPC origin
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, egress: Egress.ipv6Only() });
   */
  public static ipv6Only(): Egress {
    return new Ipv6Only();
  }

  /**
   * Existing routes of the VPC: a NAT gateway, or endpoints.
   *
   * Without `to`, tasks may connect to any IPv4 address on port 443, and a warning says so.
   *
   * @param options the peers that tasks may connect to
   * @throws where `to` is empty
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, vpc, egress: Egress.existingRoutes({ to: [ec2.Peer.ipv4('10.1.0.0/16')] }) });
   */
  public static existingRoutes(options: ExistingRoutesOptions = {}): Egress {
    requireTypes(options, { to: listOf(cdk.peer) });
    if (options.to) {
      requirePeers('to', options.to);
      requireNotEmpty('to', options.to, 'name the peers of ECR and CloudWatch Logs, such as the security group of their endpoints, or leave it out');
    }
    return new ExistingRoutes(options);
  }

  /** The types of subnets that suit the tasks, the best first: in an existing VPC, subnets of the first type that it has are used. */
  public abstract readonly taskSubnetTypes: ec2.SubnetType[];

  /** Whether tasks have IPv4 addresses. */
  public abstract readonly tasksHaveIpv4: boolean;

  /**
   * The constructs of this way, made below `scope`. The ingress calls it once.
   *
   * @param scope the construct to make them in
   * @param options the VPC, the tasks, and what they need
   * @returns what must exist before the first task starts
   */
  public abstract bind(scope: Construct, options: EgressBindOptions): EgressConfig;
}

class InterfaceEndpoints extends Egress {
  public readonly tasksHaveIpv4 = true;
  public readonly taskSubnetTypes = [ec2.SubnetType.PRIVATE_ISOLATED, ec2.SubnetType.PRIVATE_WITH_EGRESS];

  constructor(private readonly options: InterfaceEndpointsOptions) {
    super();
  }

  public bind(scope: Construct, { vpc, subnets, taskSecurityGroup, s3PrefixList, ...rights }: EgressBindOptions): EgressConfig {
    if (rights.imageElsewhere) {
      throw new Error('\'image\' must come from ECR with Egress.interfaceEndpoints(), because the tasks have no way to another registry, ' +
        `got '${rights.imageElsewhere}': ` +
        'use ProxyImage.copyOnDeploy() or ProxyImage.fromEcrRepository(), or Egress.existingRoutes()');
    }
    const { existing = {}, additionalServices = [], additionalRepositories = [], additionalLogGroups = [] } = this.options;
    const { region } = Stack.of(scope);
    [['image', ...rights.repository ? [rights.repository] : []] as const, ['additionalRepositories', ...additionalRepositories] as const]
      .forEach(([prop, ...repositories]) => repositories.forEach((each) => requireSameRegion(prop, each.node.path, each.env.region, region, 'the endpoints of ECR lead to its registry of the Region')));
    additionalLogGroups.forEach((each) => requireSameRegion('additionalLogGroups', each.node.path, each.env.region, region, 'the endpoint of CloudWatch Logs leads to the logs of the Region'));
    const endpoints = new VpcEndpoints(scope, 'Endpoints', {
      vpc, subnets, existing, additionalServices: [...additionalServices, ...rights.additionalServices],
    });
    endpoints.allow({
      ...rights,
      repositories: [...rights.repository ? [rights.repository] : [], ...additionalRepositories],
      logGroups: [rights.logGroup, ...additionalLogGroups],
    });
    endpoints.openTo(taskSecurityGroup);
    taskSecurityGroup.addEgressRule(s3PrefixList, ec2.Port.tcp(443), 'image layers');
    return { ready: [endpoints, ...endpointsOf(endpoints.endpoints)], vpcEndpoints: endpoints.endpoints };
  }
}

class Ipv6Only extends Egress {
  public readonly tasksHaveIpv4 = false;
  public readonly taskSubnetTypes = [ec2.SubnetType.PRIVATE_ISOLATED];

  public bind(scope: Construct, { taskSecurityGroup }: EgressBindOptions): EgressConfig {
    taskSecurityGroup.addEgressRule(ec2.Peer.anyIpv6(), ec2.Port.tcp(443), 'AWS APIs');
    Annotations.of(scope).addWarningV2(
      'cdk-lattice-external-ingress:openEgress',
      'the tasks may connect to any IPv6 address on port 443, to reach AWS APIs without paid endpoints. ' +
        'Use Egress.interfaceEndpoints() to close that, or acknowledge this warning.',
    );
    return { ready: [] };
  }
}

class ExistingRoutes extends Egress {
  public readonly tasksHaveIpv4 = true;
  public readonly taskSubnetTypes = [ec2.SubnetType.PRIVATE_WITH_EGRESS, ec2.SubnetType.PRIVATE_ISOLATED];

  constructor(private readonly options: ExistingRoutesOptions) {
    super();
  }

  public bind(scope: Construct, { vpc, subnets, taskSecurityGroup, s3PrefixList }: EgressBindOptions): EgressConfig {
    const { to } = this.options;
    inOrder(scope, to ?? [ec2.Peer.anyIpv4()], ({ uniqueId }) => uniqueId).forEach((peer) => taskSecurityGroup.addEgressRule(peer, ec2.Port.tcp(443), 'AWS APIs'));
    if (to) {
      checkS3PrefixList(scope, to);
      taskSecurityGroup.addEgressRule(s3PrefixList, ec2.Port.tcp(443), 'image layers');
    } else {
      Annotations.of(scope).addWarningV2(
        'cdk-lattice-external-ingress:openEgress',
        'the tasks may connect to any IPv4 address on port 443, to reach AWS APIs over the routes of the VPC. ' +
          'Name where to with Egress.existingRoutes({ to: [...] }), use Egress.interfaceEndpoints(), or acknowledge this warning.',
      );
    }
    if (subnets.length > 0 && subnets.every((subnet) => vpc.isolatedSubnets.includes(subnet))) {
      Annotations.of(scope).addWarningV2(
        'cdk-lattice-external-ingress:isolatedTasks',
        'the tasks are in isolated subnets, which have no route out: they start only if these subnets reach ECR, Amazon S3 and CloudWatch Logs through ' +
          'endpoints that exist. Make endpoints with Egress.interfaceEndpoints(), name other subnets with \'taskSubnets\', or acknowledge this warning.',
      );
    }
    return { ready: [] };
  }
}
