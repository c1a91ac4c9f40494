import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { isResource } from './resource-type';
import { isOfAnotherVpc } from './same-vpc';

/**
 * Fails synthesis where the app makes the VPC, and attaches no internet gateway to it.
 *
 * At synth, because the app may attach one until then. Whether an imported VPC has one is not known,
 * and an attachment whose VPC is a parameter or an import may be an attachment to this VPC.
 *
 * @param reason why the VPC needs one
 * @param advice what to do instead of attaching one
 */
export function requireInternetGateway(scope: IConstruct, vpc: ec2.IVpc, reason: string, advice: string): void {
  scope.node.addValidation({
    validate: () => {
      const made = vpc.node.defaultChild;
      return !isResource(made, ec2.CfnVPC) || mayHaveGateway(vpc)
        ? [] : [`'vpc' must have an internet gateway, because ${reason}, got '${vpc.node.path}' without one: attach one where the VPC is made, or ${advice}`];
    },
  });
}

function mayHaveGateway(vpc: ec2.IVpc): boolean {
  return vpc.node.root.node.findAll()
    .filter((each) => isResource(each, ec2.CfnVPCGatewayAttachment))
    .some(({ internetGatewayId, vpcId }) => internetGatewayId !== undefined && !isOfAnotherVpc(vpc, vpcId));
}
