import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IDependable } from 'constructs';
import { VpcEndpoints } from './vpc-endpoints';

/** How tasks reach the AWS APIs that they need. */
export interface EgressOptions {
  /**
   * How tasks reach the AWS APIs that they need: ECR for their image, CloudWatch for their logs.
   *
   * @default - `Egress.interfaceEndpoints()` in a new VPC, `Egress.existingRoutes()` in an existing VPC
   */
  readonly egress?: Egress;
}

/** Options of `Egress.interfaceEndpoints()`. */
export interface InterfaceEndpointsOptions {
  /**
   * Endpoints beside those for images and logs, open to the tasks.
   *
   * Regions that opened as of December 2023 need `ECS`, `ECS_AGENT` and `ECS_TELEMETRY` too. These are made there without
   * being named, by a condition where the Region of the stack is not known at synth.
   *
   * @default - none, or those of ECS in a Region that needs them
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
   */
  readonly additionalServices?: ec2.InterfaceVpcEndpointAwsService[];
}

/** Options of `Egress.existingRoutes()`. */
export interface ExistingRoutesOptions {
  /**
   * Where tasks may connect to on port 443: the security group of endpoints that exist, say.
   *
   * The prefix list of Amazon S3 need not be named: ECR's image layers come from there, so tasks may always connect to it.
   *
   * @default - anywhere, over IPv4
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   */
  readonly to?: ec2.IPeer[];
}

/** What a way out is given. */
export interface EgressBindOptions {
  /** The VPC of the ingress. */
  readonly vpc: ec2.IVpc;

  /** The subnets of the tasks. */
  readonly subnets: ec2.ISubnet[];

  /** The security group of the tasks. */
  readonly taskSecurityGroup: ec2.ISecurityGroup;

  /** Where Amazon S3 keeps ECR's image layers. */
  readonly s3PrefixList: ec2.IPeer;

  /** Who pulls the image and opens the log. */
  readonly executionRole: iam.IRole;

  /** Where the tasks log. */
  readonly logGroup: logs.ILogGroup;

  /** Whether the tasks also run GuardDuty's agent. */
  readonly allowGuardDutyAgent: boolean;

  /** What the tasks need beside images and logs. */
  readonly additionalServices: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * The repository of the tasks' image.
   *
   * @default - not in ECR
   */
  readonly repository?: ecr.IRepository;
}

/** What a way out has made. */
export interface EgressConfig {
  /** What has to exist before the first task starts. */
  readonly ready: IDependable[];
}

/**
 * How tasks reach the AWS APIs that they need.
 */
export abstract class Egress {
  /**
   * VPC endpoints for images and logs, with policies that let the tasks do nothing else.
   *
   * Paid by zone and hour. Tasks reach nothing but these endpoints, ECR's image layers in S3, and VPC Lattice.
   *
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   */
  public static interfaceEndpoints(options: InterfaceEndpointsOptions = {}): Egress {
    return new InterfaceEndpoints(options);
  }

  /**
   * IPv6 only: tasks in subnets without IPv4, behind an egress-only internet gateway, without any paid endpoint.
   *
   * Only in a new VPC. Tasks may connect to any IPv6 address on port 443, and a warning says so.
   * ECS Exec and CloudFront VPC origins do not work with it.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
   */
  public static ipv6Only(): Egress {
    return new Ipv6Only();
  }

  /**
   * What the VPC has already: a NAT gateway, or endpoints.
   *
   * Without `to`, tasks may connect to any IPv4 address on port 443, and a warning says so.
   */
  public static existingRoutes(options: ExistingRoutesOptions = {}): Egress {
    return new ExistingRoutes(options);
  }

  /** The types of subnets that suit the tasks, the best first: in an existing VPC, subnets of the first type that it has are used. */
  public abstract readonly taskSubnetTypes: ec2.SubnetType[];

  /** Whether tasks have IPv4 addresses beside their IPv6 addresses. */
  public abstract readonly tasksHaveIpv4: boolean;

  /** Makes what is needed below `scope`. */
  public abstract bind(scope: Construct, options: EgressBindOptions): EgressConfig;
}

class InterfaceEndpoints extends Egress {
  public readonly tasksHaveIpv4 = true;
  public readonly taskSubnetTypes = [ec2.SubnetType.PRIVATE_ISOLATED, ec2.SubnetType.PRIVATE_WITH_EGRESS];

  constructor(private readonly options: InterfaceEndpointsOptions) {
    super();
  }

  public bind(scope: Construct, { vpc, subnets, taskSecurityGroup, s3PrefixList, ...rights }: EgressBindOptions): EgressConfig {
    const additionalServices = [...this.options.additionalServices ?? [], ...rights.additionalServices];
    const endpoints = new VpcEndpoints(scope, 'Endpoints', { vpc, subnets, additionalServices });
    endpoints.allow(rights);
    taskSecurityGroup.connections.allowTo(endpoints.securityGroup, ec2.Port.tcp(443), 'VPC endpoints');
    taskSecurityGroup.addEgressRule(s3PrefixList, ec2.Port.tcp(443), 'image layers');
    return { ready: [endpoints] };
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
    (to ?? [ec2.Peer.anyIpv4()]).forEach((peer) => taskSecurityGroup.addEgressRule(peer, ec2.Port.tcp(443), 'AWS APIs'));
    if (to) {
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
