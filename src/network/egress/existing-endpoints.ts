import { Names, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { EgressEndpoints, InterfaceEndpointName, SERVICE_OF } from './egress-endpoints';
import { isResource } from '../../private/resource-type';
import { identityOf, resourceHere } from '../../private/stable-ids';
import { requireUnique } from '../../private/validation';

/** The endpoint's resource, where the app makes it. */
export function resourceOf(endpoint: ec2.IVpcEndpoint): ec2.CfnVPCEndpoint | undefined {
  const { defaultChild } = endpoint.node;
  return isResource(defaultChild, ec2.CfnVPCEndpoint) ? defaultChild : undefined;
}

/** Whether the endpoint is for this service, such as `ecr.api`. The name before that depends on Region and partition. */
export function isFor(endpoint: ec2.CfnVPCEndpoint, shortName: string): boolean {
  const name = Stack.of(endpoint).resolve(endpoint.serviceName);
  return (typeof name === 'string' ? name : String(name?.['Fn::Join']?.[1].at(-1))).endsWith(`.${shortName}`);
}

/** Throws where an existing endpoint can be no use to the tasks, as far as the app knows it. */
export function requireUsable(vpc: ec2.IVpc, subnets: ec2.ISubnet[], existing: EgressEndpoints): void {
  for (const name of Object.keys(SERVICE_OF) as InterfaceEndpointName[]) {
    if (existing[name]) {
      requireInterface(`existing.${name}`, vpc, existing[name], SERVICE_OF[name].shortName);
    }
  }
  requireUnique('existing.additional', existing.additional?.map(({ vpcEndpointId }) => vpcEndpointId));
  existing.additional?.forEach((endpoint) => requireInterface('existing.additional', vpc, endpoint));
  const s3 = existing.s3 && resourceOf(existing.s3);
  if (s3) {
    requireThatEndpoint('existing.s3', s3, isFor(s3, 's3') && s3.vpcEndpointType === 'Gateway', 'be the gateway endpoint of Amazon S3');
    requireThatEndpoint('existing.s3', s3, s3.vpcId === vpc.vpcId, 'be in the VPC of the ingress');
    requireThatEndpoint('existing.s3', s3, subnets.every(({ routeTable }) => s3.routeTableIds?.includes(routeTable.routeTableId)),
      'be in the route tables of the tasks\' subnets, because ECR stores image layers in Amazon S3');
  }
}

function requireInterface(prop: string, vpc: ec2.IVpc, endpoint: ec2.IInterfaceVpcEndpoint, shortName?: string): void {
  const resource = resourceOf(endpoint);
  if (resource) {
    requireThatEndpoint(prop, resource, !shortName || isFor(resource, shortName), `be the endpoint of the service '${shortName}'`);
    requireThatEndpoint(prop, resource, resource.vpcId === vpc.vpcId, 'be in the VPC of the ingress');
    requireThatEndpoint(prop, resource, resource.privateDnsEnabled !== false, 'have private DNS, because the tasks look up the name of the service itself');
  }
  if (endpoint.connections.securityGroups.length === 0) {
    throw new Error(`'${prop}' must know its security groups, because the tasks need a rule there: give 'securityGroups' where you import the endpoint`);
  }
}

function requireThatEndpoint(prop: string, endpoint: ec2.CfnVPCEndpoint, holds: boolean, expected: string): void {
  if (!holds) {
    throw new Error(`'${prop}' must ${expected}, got '${pathOf(endpoint)}': give another endpoint, or leave '${prop}' out`);
  }
}

/**
 * Lets a role do more through an endpoint whose policy lets only named roles in.
 *
 * An endpoint without a policy lets everybody do everything, and stays so. The policy of an imported endpoint is not known.
 */
export function letThrough(scope: IConstruct, endpoint: ec2.IVpcEndpoint, statements: iam.PolicyStatement[]): void {
  const resource = resourceOf(endpoint);
  if (!resource || Stack.of(resource).resolve(resource.policyDocument) === undefined) {
    return;
  }
  if (Stack.of(endpoint) !== Stack.of(scope)) {
    throw new Error(`'existing' must hold no endpoint with a policy from another stack, got '${pathOf(resource)}': its policy has to name the tasks' ` +
      'execution role, so each stack would need the other first. Make both in one stack, or import the endpoint and change its policy where it is made');
  }
  statements.forEach((statement) => (endpoint as ec2.VpcEndpoint).addToPolicy(statement));
}

/**
 * Gives the rule that lets the tasks into an imported group a logical id that follows from the id of the group.
 *
 * CDK calls the rule after the construct path of the import. Where the import gets another construct id, CloudFormation would
 * make the same rule again before it deletes the old one, and EC2 refuses a rule that exists.
 */
export function nameRuleAfterGroup(group: ec2.ISecurityGroup, tasks: ec2.ISecurityGroup): void {
  if (resourceHere(tasks, group.securityGroupId)) {
    return;
  }
  const id = `${Names.uniqueResourceName(tasks, {})}into${identityOf(tasks, group.securityGroupId)}`.replace(/[^a-z0-9]/gi, '');
  // CDK makes it below the tasks' group where the import is in another stack.
  const rules = [...group.node.children, ...tasks.node.children].filter((child) => isResource(child, ec2.CfnSecurityGroupIngress));
  rules.filter(({ groupId, sourceSecurityGroupId }) => groupId === group.securityGroupId && sourceSecurityGroupId === tasks.securityGroupId)
    .forEach((rule) => rule.overrideLogicalId(id));
}

/** What a user calls it: the construct that made the resource. */
export function pathOf(resource: ec2.CfnVPCEndpoint): string {
  return resource.node.scope!.node.path;
}
