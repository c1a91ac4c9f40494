import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { targetsOf } from './references';
import { isResource } from './resource-type';

/**
 * Fails synthesis where the app makes the VPC, and attaches no internet gateway to it.
 *
 * At synth, because the app may attach one until then. Whether an imported VPC has one is not known.
 *
 * @param reason why the VPC needs one
 * @param advice what to do instead of attaching one
 */
export function requireInternetGateway(scope: IConstruct, vpc: ec2.IVpc, reason: string, advice: string): void {
  scope.node.addValidation({
    validate: () => {
      const made = vpc.node.defaultChild;
      return !isResource(made, ec2.CfnVPC) || hasGateway(made, vpc)
        ? [] : [`'vpc' must have an internet gateway, because ${reason}, got '${vpc.node.path}' without one: attach one where the VPC is made, or ${advice}`];
    },
  });
}

function hasGateway(made: ec2.CfnVPC, vpc: ec2.IVpc): boolean {
  return made.node.root.node.findAll()
    .filter((each) => isResource(each, ec2.CfnVPCGatewayAttachment))
    .some(({ internetGatewayId, vpcId }) => internetGatewayId !== undefined && (vpcId === vpc.vpcId || targetsOf(vpcId).includes(made)));
}
