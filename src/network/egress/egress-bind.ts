import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IDependable } from 'constructs';
import { EgressEndpoints } from './egress-endpoints';

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
