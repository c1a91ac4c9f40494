import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as cdk from '../../private/cdk-type-checks';
import { listOf, struct } from '../../private/type-checks';

/**
 * VPC endpoints that the tasks use.
 *
 * A VPC takes one interface endpoint with private DNS for a service, and a route table takes one gateway endpoint for Amazon S3.
 * If a VPC has endpoints already, name them here. A second ingress in a VPC uses the endpoints of the first one.
 */
export interface EgressEndpoints {
  /**
   * The interface endpoint of the API of Amazon ECR (`ecr.api`).
   *
   * @default - none
   */
  readonly ecr?: ec2.IInterfaceVpcEndpoint;

  /**
   * The interface endpoint of the registry of Amazon ECR (`ecr.dkr`).
   *
   * @default - none
   */
  readonly ecrDocker?: ec2.IInterfaceVpcEndpoint;

  /**
   * The interface endpoint of Amazon CloudWatch Logs.
   *
   * @default - none
   */
  readonly cloudWatchLogs?: ec2.IInterfaceVpcEndpoint;

  /**
   * The gateway endpoint of Amazon S3, in which ECR stores image layers. It must be in the route tables of the tasks' subnets.
   *
   * @default - none
   */
  readonly s3?: ec2.IGatewayVpcEndpoint;

  /**
   * The interface endpoint of Amazon ECS, which only Regions that opened in December 2023 or later need.
   *
   * @default - none
   */
  readonly ecs?: ec2.IInterfaceVpcEndpoint;

  /**
   * The interface endpoint of the agent of Amazon ECS, which only Regions that opened in December 2023 or later need.
   *
   * @default - none
   */
  readonly ecsAgent?: ec2.IInterfaceVpcEndpoint;

  /**
   * The interface endpoint of the telemetry of Amazon ECS, which only Regions that opened in December 2023 or later need.
   *
   * @default - none
   */
  readonly ecsTelemetry?: ec2.IInterfaceVpcEndpoint;

  /**
   * The interface endpoint of Systems Manager's messages, which ECS Exec needs.
   *
   * @default - none
   */
  readonly ssmMessages?: ec2.IInterfaceVpcEndpoint;

  /**
   * The interface endpoint of AWS KMS, which ECS Exec needs if the cluster encrypts sessions with a key.
   *
   * @default - none
   */
  readonly kms?: ec2.IInterfaceVpcEndpoint;

  /**
   * Further interface endpoints that the tasks may connect to.
   *
   * @default - none
   */
  readonly additional?: ec2.IInterfaceVpcEndpoint[];
}

/** The props of `EgressEndpoints` that stand for one interface endpoint each. */
export type InterfaceEndpointName = Exclude<keyof EgressEndpoints, 's3' | 'additional'>;

const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, ECS, ECS_AGENT, ECS_TELEMETRY, SSM_MESSAGES, KMS } = ec2.InterfaceVpcEndpointAwsService;

/** The service behind each of them. */
export const SERVICE_OF: Record<InterfaceEndpointName, ec2.InterfaceVpcEndpointAwsService> = {
  ecr: ECR,
  ecrDocker: ECR_DOCKER,
  cloudWatchLogs: CLOUDWATCH_LOGS,
  ecs: ECS,
  ecsAgent: ECS_AGENT,
  ecsTelemetry: ECS_TELEMETRY,
  ssmMessages: SSM_MESSAGES,
  kms: KMS,
};

/** The prop for a service; nothing for a service that only `additional` can hold. */
export function endpointNameOf(service: ec2.InterfaceVpcEndpointAwsService): InterfaceEndpointName | undefined {
  return (Object.keys(SERVICE_OF) as InterfaceEndpointName[]).find((name) => SERVICE_OF[name].shortName === service.shortName);
}

/** Checks that each is an endpoint, and that a list of further ones is a list. */
export const existingEndpoints = struct<EgressEndpoints>('the endpoints of the VPC, such as { ecr, ecrDocker, cloudWatchLogs, s3 }', {
  ecr: cdk.interfaceEndpoint,
  ecrDocker: cdk.interfaceEndpoint,
  cloudWatchLogs: cdk.interfaceEndpoint,
  s3: cdk.gatewayEndpoint,
  ecs: cdk.interfaceEndpoint,
  ecsAgent: cdk.interfaceEndpoint,
  ecsTelemetry: cdk.interfaceEndpoint,
  ssmMessages: cdk.interfaceEndpoint,
  kms: cdk.interfaceEndpoint,
  additional: listOf(cdk.interfaceEndpoint),
});

/** Endpoints whose list of further ones is there, though it may be empty. */
export type EndpointsInUse = EgressEndpoints & Required<Pick<EgressEndpoints, 'additional'>>;

/** All interface endpoints of a set, each once. */
export function interfaceEndpointsOf({ s3: _, additional, ...named }: EndpointsInUse): ec2.IInterfaceVpcEndpoint[] {
  return [...new Set([...Object.values(named).filter((endpoint) => endpoint !== undefined), ...additional])];
}

/** All endpoints of a set, each once. */
export function endpointsOf(endpoints: EndpointsInUse): ec2.IVpcEndpoint[] {
  return [...interfaceEndpointsOf(endpoints), ...endpoints.s3 ? [endpoints.s3] : []];
}
