import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Egress } from './egress';
import { egressIn } from './remembered-egress';

/** The default egress in an existing VPC: the endpoints of the ingress that made the VPC, or else the routes that the VPC has. */
export function defaultEgressOf(vpc: ec2.IVpc): Egress {
  const shared = egressIn(vpc);
  if (shared && !shared.tasksHaveIpv4) {
    throw new Error('\'vpc\' must have subnets with IPv4 for the tasks, got the VPC of an ingress with Egress.ipv6Only(): ' +
      'give this ingress a new VPC, or name other subnets with \'taskSubnets\' and their way out with \'egress\'');
  }
  return shared?.vpcEndpoints ? Egress.interfaceEndpoints({ existing: shared.vpcEndpoints }) : Egress.existingRoutes();
}
