import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { EgressBindOptions, EgressConfig } from './egress-bind';
import { ExistingRoutesOptions, openToExistingRoutes, requireExistingRoutesOptions } from './existing-routes';
import { InterfaceEndpointsOptions, openToInterfaceEndpoints, requireInterfaceEndpointsOptions } from './interface-endpoints';

/** Options for the way from the tasks to AWS APIs. */
export interface EgressOptions {
  /**
   * The way from the tasks to the AWS APIs that they need: ECR for the image, CloudWatch Logs for the log.
   *
   * @default - `Egress.interfaceEndpoints()` in a new VPC, `Egress.existingRoutes()` in an existing VPC, and in the VPC of another ingress the endpoints of that ingress
   */
  readonly egress?: Egress;
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
   * In an existing VPC the endpoints take over the names of their services for everything in the VPC, and admit the tasks only. A warning says so.
   *
   * @param options further endpoints
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, vpc, egress: Egress.interfaceEndpoints() });
   */
  public static interfaceEndpoints(options: InterfaceEndpointsOptions = {}): Egress {
    requireInterfaceEndpointsOptions(options);
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
    requireExistingRoutesOptions(options);
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

  public bind(scope: Construct, tasks: EgressBindOptions): EgressConfig {
    return openToInterfaceEndpoints(scope, this.options, tasks);
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

  public bind(scope: Construct, tasks: EgressBindOptions): EgressConfig {
    return openToExistingRoutes(scope, this.options, tasks);
  }
}
