import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { inOrder } from '../private/stable-ids';
import { requireUnique, requireNotEmpty, requireSamePartition, requireThat } from '../private/validation';

/** Options for the endpoint service of AWS PrivateLink. */
export interface EndpointServiceOptions {
  /**
   * Options for access through AWS PrivateLink.
   *
   * `clients` do not apply to connections through an endpoint. Instead, `allowedPrincipals` say who may make an endpoint.
   *
   * @default - none
   */
  readonly privateLink?: PrivateLinkOptions;
}

/** Options for access through AWS PrivateLink. */
export interface PrivateLinkOptions {
  /**
   * The principals that may make an endpoint to this ingress in their VPC.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions
   */
  readonly allowedPrincipals: iam.ArnPrincipal[];

  /**
   * Whether each connection request must be accepted by hand.
   *
   * @default true
   */
  readonly acceptanceRequired?: boolean;
}

/** Offers the load balancer as an endpoint service. */
export function addEndpointService(scope: Construct, loadBalancer: elbv2.NetworkLoadBalancer, options: PrivateLinkOptions): ec2.VpcEndpointService {
  requireNotEmpty('privateLink.allowedPrincipals', options.allowedPrincipals, 'say who may make an endpoint, or leave \'privateLink\' out');
  const arns = requireUnique('privateLink.allowedPrincipals', options.allowedPrincipals.map(({ arn }) => arn));
  for (const arn of arns) {
    requireThat('privateLink.allowedPrincipals', arn, (text) => text === '*' || /^arn:[a-z-]+:iam::\d{12}:(?:root|(?:role|user)\/.+)$/.test(text),
      'hold ARNs of accounts, roles or users, such as arn:aws:iam::111122223333:root');
    requireSamePartition(scope, 'privateLink.allowedPrincipals', arn);
  }
  if (arns.includes('*') && options.acceptanceRequired === false) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:openEndpointService',
      '\'privateLink\' lets every AWS account make an endpoint, and nobody has to accept it: anybody may connect. ' +
        'Name principals, leave out \'acceptanceRequired\', or acknowledge this warning if the services are meant for everybody and VPC Lattice authenticates them.');
  }
  return new ec2.VpcEndpointService(scope, 'EndpointService', {
    vpcEndpointServiceLoadBalancers: [loadBalancer],
    allowedPrincipals: inOrder(scope, options.allowedPrincipals, ({ arn }) => arn),
    acceptanceRequired: options.acceptanceRequired ?? true,
  });
}
