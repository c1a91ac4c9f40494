import { Aws } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { conflictsOf } from './conflicting-endpoints';
import { EcsEndpoints, ecsEndpointsNeeded } from './ecs-endpoints';
import { EgressEndpoints, endpointNameOf, EndpointsInUse, interfaceEndpointsOf } from './egress-endpoints';
import { isFor, letThrough, nameRuleAfterGroup, requireUsable, resourceOf } from './existing-endpoints';
import { ClosedSecurityGroup } from '../../private/closed-security-group';
import { pullStatements } from '../../private/image-pull';
import { requireAtMostOnePerZone } from '../../private/subnets';
import { NAMES_OF_ENDPOINTS, requireDns } from '../../private/vpc-dns';
import { requireOwnedVpc } from '../../private/vpc-owner';
import { agentPull } from '../guard-duty';

export interface VpcEndpointsProps {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  /** Services beside ECR and CloudWatch Logs, and those of ECS where the Region needs them. */
  readonly additionalServices: ec2.InterfaceVpcEndpointAwsService[];
  /** Endpoints that are used instead of making others. */
  readonly existing: EgressEndpoints;
}

/** What the endpoints are used for, and by whom. */
export interface EndpointRights {
  readonly executionRole: iam.IRole;
  readonly logGroups: logs.ILogGroup[];
  /** None where no image comes from ECR. */
  readonly repositories: ecr.IRepository[];
  readonly allowGuardDutyAgent: boolean;
}

/**
 * What tasks without a route out need of AWS: their image and a place for their logs.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export class VpcEndpoints extends Construct {
  /** All that the tasks use: those that exist, and those that are made here. */
  public readonly endpoints: EndpointsInUse;

  private readonly made: MadeEndpoint[] = [];
  private securityGroup?: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, private readonly props: VpcEndpointsProps) {
    super(scope, id);

    const { vpc, subnets, additionalServices, existing } = props;
    requireUsable(vpc, subnets, existing);
    const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS } = ec2.InterfaceVpcEndpointAwsService;
    const ecs = ecsEndpointsNeeded(this);
    const endpoints: Mutable<EndpointsInUse> = { ...existing, additional: [...existing.additional ?? []] };
    const need = (service: ec2.InterfaceVpcEndpointAwsService, endpointId = idOf(service), condition?: EcsEndpoints['condition']) => {
      const name = endpointNameOf(service);
      const given = endpoints.additional.find((each) => isEndpointFor(each, service));
      if (name) {
        endpoints[name] ??= given ?? this.make(endpointId, service, condition);
      } else if (!given) {
        endpoints.additional.push(this.make(endpointId, service, condition));
      }
    };
    need(ECR, 'EcrApi');
    need(ECR_DOCKER, 'EcrDocker');
    need(CLOUDWATCH_LOGS, 'Logs');
    additionalServices.forEach((service) => need(service));
    ecs.services.forEach((service) => need(service, idOf(service), ecs.condition));
    // None while CDK has yet to look the VPC up, and then no route table either.
    if (subnets.length > 0) {
      endpoints.s3 ??= this.makeS3Gateway();
      this.orderEndpointsOfS3(endpoints.s3);
    }
    this.endpoints = endpoints;
    if (this.made.some(({ resource }) => resource.vpcEndpointType === 'Interface')) {
      requireDns(this, vpc, NAMES_OF_ENDPOINTS);
    }
    this.node.addValidation({ validate: () => this.made.flatMap(({ resource }) => conflictsOf(this, resource)) });
  }

  /** The services for which endpoints are made here. */
  public get services(): string[] {
    return this.made.map(({ service }) => service);
  }

  /** Lets the tasks connect to all of them. */
  public openTo(taskSecurityGroup: ec2.ISecurityGroup): void {
    for (const endpoint of interfaceEndpointsOf(this.endpoints)) {
      taskSecurityGroup.connections.allowTo(endpoint, ec2.Port.tcp(443), 'VPC endpoints');
      endpoint.connections.securityGroups.forEach((group) => nameRuleAfterGroup(group, taskSecurityGroup));
    }
  }

  /**
   * Lets the tasks' role pull from their repositories and write to their log groups, and nobody do anything else.
   */
  public allow({ executionRole, logGroups, repositories, allowGuardDutyAgent }: EndpointRights): void {
    const { ecr: api, ecrDocker, cloudWatchLogs, s3 } = this.endpoints;
    const principals = [new iam.ArnPrincipal(executionRole.roleArn)];
    this.letThrough(cloudWatchLogs!, [new iam.PolicyStatement({
      principals,
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: logGroups.map(({ logGroupArn }) => logGroupArn),
    })]);
    for (const endpoint of [api!, ecrDocker!]) {
      this.letThrough(endpoint, [...pullStatements(repositories, principals), ...(allowGuardDutyAgent ? [agentPull(principals)] : [])]);
    }
    if (s3) {
      this.letThrough(s3, [imageLayers()]);
    }
  }

  private letThrough(endpoint: ec2.IVpcEndpoint, statements: iam.PolicyStatement[]): void {
    if (this.made.some(({ resource }) => resource === resourceOf(endpoint))) {
      statements.forEach((statement) => (endpoint as ec2.VpcEndpoint).addToPolicy(statement));
    } else {
      letThrough(this, endpoint, statements);
    }
  }

  private make(endpointId: string, service: ec2.InterfaceVpcEndpointAwsService, condition?: EcsEndpoints['condition']): ec2.InterfaceVpcEndpoint {
    const { vpc, subnets } = this.props;
    requireAtMostOnePerZone('taskSubnets', subnets, 'an interface endpoint');
    this.securityGroup ??= new ClosedSecurityGroup(this, 'SecurityGroup', { vpc, description: 'VPC endpoints of the ingress: in only from its tasks' });
    const endpoint = new ec2.InterfaceVpcEndpoint(this, endpointId, {
      vpc, service, subnets: { subnets }, securityGroups: [this.securityGroup], open: false,
    });
    this.keep(endpoint, service.shortName).cfnOptions.condition = condition?.();
    return endpoint;
  }

  private makeS3Gateway(): ec2.GatewayVpcEndpoint {
    const { vpc, subnets } = this.props;
    const endpoint = new ec2.GatewayVpcEndpoint(this, 'S3', { vpc, service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnets }] });
    this.keep(endpoint, 's3');
    return endpoint;
  }

  /**
   * Makes an interface endpoint of Amazon S3, which the user may ask for, after the gateway endpoint. EC2 refuses its private DNS in a VPC that has no
   * gateway endpoint yet.
   *
   * @see https://github.com/hashicorp/terraform-provider-aws/issues/31117
   */
  private orderEndpointsOfS3(gateway: ec2.IGatewayVpcEndpoint): void {
    const { S3 } = ec2.InterfaceVpcEndpointAwsService;
    this.made.filter(({ service, resource }) => service === S3.shortName && resource.vpcEndpointType === 'Interface')
      .forEach(({ resource }) => resource.node.addDependency(gateway));
  }

  /** Remembers an endpoint that is made here. Throws where another account owns the VPC, because only the owner can make endpoints. */
  private keep(endpoint: ec2.VpcEndpoint, service: string): ec2.CfnVPCEndpoint {
    requireOwnedVpc(this, this.props.vpc, 'egress', 'endpoints',
      'let the owner make them, and name them with Egress.interfaceEndpoints({ existing }), or use Egress.existingRoutes()');
    const resource = resourceOf(endpoint)!;
    this.made.push({ service, resource });
    return resource;
  }
}

interface MadeEndpoint {
  readonly service: string;
  readonly resource: ec2.CfnVPCEndpoint;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function idOf({ shortName }: ec2.InterfaceVpcEndpointAwsService): string {
  return shortName.replace(/[^a-z0-9]/gi, '');
}

function isEndpointFor(endpoint: ec2.IInterfaceVpcEndpoint, { shortName }: ec2.InterfaceVpcEndpointAwsService): boolean {
  const resource = resourceOf(endpoint);
  return resource !== undefined && isFor(resource, shortName);
}

/**
 * ECR keeps image layers in one bucket in each Region. ECR signs the addresses of layers, so the role that pulls needs no permission there.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
 */
function imageLayers(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.AnyPrincipal()],
    actions: ['s3:GetObject'],
    resources: [`arn:${Aws.PARTITION}:s3:::prod-${Aws.REGION}-starport-layer-bucket/*`],
  });
}
