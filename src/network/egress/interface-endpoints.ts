import { IResource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EgressBindOptions, EgressConfig } from './egress-bind';
import { EgressEndpoints, endpointsOf, existingEndpoints } from './egress-endpoints';
import { warnOfOthersInVpc } from './others-in-the-vpc';
import { VpcEndpoints } from './vpc-endpoints';
import * as cdk from '../../private/cdk-type-checks';
import { requirePropsOfApp } from '../../private/same-app';
import { inOrder } from '../../private/stable-ids';
import { listOf, requireOptions } from '../../private/type-checks';
import { requireUnique, requireSameAccount, requireSameRegion } from '../../private/validation';

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

/** Throws where an option is of another type, or names something twice. */
export function requireInterfaceEndpointsOptions(options: InterfaceEndpointsOptions): void {
  requireOptions(options, {
    additionalServices: listOf(cdk.endpointService),
    existing: existingEndpoints,
    additionalRepositories: listOf(cdk.repository),
    additionalLogGroups: listOf(cdk.logGroup),
  });
  requireUnique('additionalServices', options.additionalServices?.map(({ shortName }) => shortName));
  requireUnique('additionalRepositories', options.additionalRepositories?.map(({ repositoryArn }) => repositoryArn));
  requireUnique('additionalLogGroups', options.additionalLogGroups?.map(({ logGroupArn }) => logGroupArn));
}

/** Makes the endpoints that do not exist yet, lets the tasks in, and opens the tasks' egress to them. */
export function openToInterfaceEndpoints(scope: Construct, options: InterfaceEndpointsOptions, tasks: EgressBindOptions): EgressConfig {
  const { vpc, subnets, taskSecurityGroup, s3PrefixList, ...rights } = tasks;
  if (rights.imageElsewhere) {
    throw new Error('\'image\' must come from ECR with Egress.interfaceEndpoints(), because the tasks have no way to another registry, ' +
      `got '${rights.imageElsewhere}': ` +
      'use ProxyImage.copyOnDeploy() or ProxyImage.fromEcrRepository(), or Egress.existingRoutes()');
  }
  requirePropsOfApp(scope, options);
  const { existing = {}, additionalServices = [], additionalRepositories = [], additionalLogGroups = [] } = options;
  const image = rights.repository ? [rights.repository] : [];
  requireRegionOfEndpoints(scope, 'image', image, 'the endpoints of ECR lead only to the registry of their Region');
  requireRegionOfEndpoints(scope, 'additionalRepositories', additionalRepositories, 'the endpoints of ECR lead only to the registry of their Region');
  requireRegionOfEndpoints(scope, 'additionalLogGroups', additionalLogGroups, 'the endpoint of CloudWatch Logs leads to the logs of the Region');
  additionalLogGroups.forEach(({ node, env }) => requireSameAccount('additionalLogGroups', node.path, env.account, Stack.of(scope).account, 'the log driver writes to its account'));
  const endpoints = new VpcEndpoints(scope, 'Endpoints', {
    vpc, subnets, existing, additionalServices: [...additionalServices, ...rights.additionalServices],
  });
  warnOfOthersInVpc(scope, vpc, endpoints.services);
  endpoints.allow({
    ...rights,
    repositories: [...image, ...inOrder(scope, additionalRepositories, ({ repositoryArn }) => repositoryArn)],
    logGroups: [rights.logGroup, ...inOrder(scope, additionalLogGroups, ({ logGroupArn }) => logGroupArn)],
  });
  endpoints.openTo(taskSecurityGroup);
  taskSecurityGroup.addEgressRule(s3PrefixList, ec2.Port.tcp(443), 'image layers');
  return { ready: [endpoints, ...endpointsOf(endpoints.endpoints)], vpcEndpoints: endpoints.endpoints };
}

/** Throws where something is in another Region than the endpoints, which do not lead there. */
function requireRegionOfEndpoints(scope: Construct, prop: string, resources: IResource[], reason: string): void {
  resources.forEach(({ node, env }) => requireSameRegion(prop, node.path, env.region, Stack.of(scope).region, reason));
}
