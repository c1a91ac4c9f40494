import { Aws, CfnCondition } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ecsEndpointsNeeded } from './ecs-endpoints';
import { agentPull } from './guard-duty';
import { ClosedSecurityGroup } from '../private/closed-security-group';
import { pullStatements } from '../private/image-pull';

export interface VpcEndpointsProps {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  /** Services beside ECR and CloudWatch Logs, and those of ECS where the Region needs them. */
  readonly additionalServices: ec2.InterfaceVpcEndpointAwsService[];
}

/** What the endpoints are used for, and by whom. */
export interface EndpointRights {
  readonly executionRole: iam.IRole;
  readonly logGroup: logs.ILogGroup;
  /** None where the image comes from outside ECR. */
  readonly repository?: ecr.IRepository;
  readonly allowGuardDutyAgent: boolean;
}

/**
 * What tasks without a route out need of AWS: their image and a place for their logs.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export class VpcEndpoints extends Construct {
  /** Lets in only the tasks. */
  public readonly securityGroup: ec2.SecurityGroup;

  private readonly ecrApi: ec2.InterfaceVpcEndpoint;
  private readonly ecrDocker: ec2.InterfaceVpcEndpoint;
  private readonly logs: ec2.InterfaceVpcEndpoint;

  constructor(scope: Construct, id: string, { vpc, subnets, additionalServices }: VpcEndpointsProps) {
    super(scope, id);

    this.securityGroup = new ClosedSecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'VPC endpoints of the ingress: in only from its tasks',
    });
    const add = (endpointId: string, service: ec2.InterfaceVpcEndpointAwsService) => new ec2.InterfaceVpcEndpoint(this, endpointId, {
      vpc,
      service,
      subnets: { subnets },
      securityGroups: [this.securityGroup],
      open: false,
    });
    this.ecrApi = add('EcrApi', ec2.InterfaceVpcEndpointAwsService.ECR);
    this.ecrDocker = add('EcrDocker', ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER);
    this.logs = add('Logs', ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS);
    const addServices = (services: ec2.InterfaceVpcEndpointAwsService[], condition?: CfnCondition) => services
      .filter((service) => !this.node.tryFindChild(idOf(service)))
      .forEach((service) => makeConditional(add(idOf(service), service), condition));
    addServices(additionalServices);
    const ecs = ecsEndpointsNeeded(this);
    addServices(ecs.services, ecs.condition);
    // None while CDK has yet to look the VPC up, and then no route table either.
    if (subnets.length > 0) {
      addImageLayerBucket(this, vpc, subnets);
    }
  }

  /**
   * Lets the tasks' role pull from their repository and write to their log group, and nobody do anything else.
   */
  public allow({ executionRole, logGroup, repository, allowGuardDutyAgent }: EndpointRights): void {
    const principals = [new iam.ArnPrincipal(executionRole.roleArn)];
    this.logs.addToPolicy(new iam.PolicyStatement({
      principals,
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }));
    for (const endpoint of [this.ecrApi, this.ecrDocker]) {
      const statements = [...pullStatements(repository, principals), ...(allowGuardDutyAgent ? [agentPull(principals)] : [])];
      statements.forEach((statement) => endpoint.addToPolicy(statement));
    }
  }
}

function idOf({ shortName }: ec2.InterfaceVpcEndpointAwsService): string {
  return shortName.replace(/[^a-z0-9]/gi, '');
}

function makeConditional(endpoint: ec2.InterfaceVpcEndpoint, condition?: CfnCondition): void {
  (endpoint.node.defaultChild as ec2.CfnVPCEndpoint).cfnOptions.condition = condition;
}

/**
 * ECR keeps image layers in a bucket of its own in each Region; addresses into it are signed by ECR, not by
 * the role that pulls.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
 */
function addImageLayerBucket(scope: Construct, vpc: ec2.IVpc, subnets: ec2.ISubnet[]): void {
  const endpoint = new ec2.GatewayVpcEndpoint(scope, 'S3', {
    vpc,
    service: ec2.GatewayVpcEndpointAwsService.S3,
    subnets: [{ subnets }],
  });
  endpoint.addToPolicy(new iam.PolicyStatement({
    principals: [new iam.AnyPrincipal()],
    actions: ['s3:GetObject'],
    resources: [`arn:${Aws.PARTITION}:s3:::prod-${Aws.REGION}-starport-layer-bucket/*`],
  }));
}
