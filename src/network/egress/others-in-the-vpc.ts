import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { egressIn } from './remembered-egress';

/**
 * Warns where endpoints are made in a VPC that others may use. The endpoints admit the tasks only, but everything in the VPC is led to them.
 *
 * Private DNS gives the name of a service the addresses of its endpoint in the whole VPC. The gateway endpoint of Amazon S3 gets all traffic to Amazon S3
 * of the subnets whose route tables it is in.
 *
 * @param services the services that get an endpoint
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html for private DNS
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html for route tables
 */
export function warnOfOthersInVpc(scope: Construct, vpc: ec2.IVpc, services: string[]): void {
  const isNew = vpc.node.scopes.includes(scope);
  if (services.length > 0 && !isNew && !egressIn(vpc)) {
    const routes = services.includes('s3') ? ', and the route tables of the tasks\' subnets lead everything there to that of Amazon S3' : '';
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:endpointsForTasksOnly',
      `'egress' makes endpoints for ${services.join(', ')} in '${vpc.node.path}' that admit the tasks of this ingress only. The names of these services lead everything in the VPC to the ` +
        `endpoints${routes}: everything else there can no longer use these services. ` +
        'Give the endpoints that the VPC has with \'existing\', use Egress.existingRoutes(), or acknowledge this warning if nothing else in the VPC uses these services.');
  }
}
