import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { targetsOf } from './references';
import { isResource } from './resource-type';

/** Whether the app knows that a VPC id is that of another VPC. */
export function isOfAnotherVpc(vpc: ec2.IVpc, vpcId: string | undefined): boolean {
  const [own, other] = [vpc.vpcId, vpcId].map(knownVpc);
  return own !== undefined && other !== undefined && own !== other;
}

/** Throws where the app makes one of these security groups or subnets in another VPC. */
export function requireInVpc(prop: string, vpc: ec2.IVpc, things: (ec2.ISecurityGroup | ec2.ISubnet)[]): void {
  const stray = things.find((each) => isOfAnotherVpc(vpc, vpcIdOf(each)));
  if (stray) {
    throw new Error(`'${prop}' must be in the VPC of the ingress, which is '${vpc.node.path}', got '${stray.node.path}' of another VPC`);
  }
}

/** The VPC in which the app makes it. What is imported does not say. */
function vpcIdOf(thing: ec2.ISecurityGroup | ec2.ISubnet): string | undefined {
  const [resource] = [...thing.node.defaultChild ? [thing.node.defaultChild] : [], ...targetsOf('securityGroupId' in thing ? thing.securityGroupId : thing.subnetId)];
  return isResource(resource, ec2.CfnSecurityGroup) || isResource(resource, ec2.CfnSubnet) ? resource.vpcId : undefined;
}

/** The resource of a VPC, or an id that is known at synth. A parameter may stand for any VPC. */
function knownVpc(vpcId: string | undefined): IConstruct | string | undefined {
  if (vpcId === undefined || !Token.isUnresolved(vpcId)) {
    return vpcId;
  }
  return targetsOf(vpcId).find((target) => isResource(target, ec2.CfnVPC));
}
