import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeAccess, LatticeExternalIngress, LatticeService } from 'cdk-lattice-external-ingress';
import { FarEnd } from './far-end';
import { givenHostedZone } from './hosted-zone';

export const stack = new Stack(new App(), 'EndToEndEndpoint');
const zone = givenHostedZone(stack);
const farEnd = new FarEnd(stack, 'FarEnd', { zone });

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')],
  // An endpoint in place of the association; further service networks would stand beside it in the list.
  lattice: LatticeAccess.serviceNetworkEndpoints([farEnd.serviceNetwork]),
  // At the endpoint the service has a name of its own, which exists only once both do. It is found while the stack is deployed.
  services: [{ domainName: farEnd.domainName, service: LatticeService.fromCfnService(farEnd.service) }],
  publicZone: zone,
});
// The endpoint knows the service only while it is in the service network: first in, last out.
ingress.node.addDependency(farEnd.membership);
farEnd.letIn(ingress.authPolicyStatement(farEnd.caller));

new CfnOutput(stack, 'Url', { value: `https://${farEnd.domainName}/` });
new CfnOutput(stack, 'CallerRoleArn', { value: farEnd.caller.roleArn });
