import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeAccess, LatticeExternalIngress, LatticeService } from 'cdk-lattice-external-ingress';
import { FarEnd } from './far-end';
import { givenHostedZone } from './hosted-zone';

export const stack = new Stack(new App(), 'EndToEndAssociation');
const zone = givenHostedZone(stack);
const farEnd = new FarEnd(stack, 'FarEnd', { zone });

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')],
  lattice: LatticeAccess.vpcAssociation(farEnd.serviceNetwork),
  // The proxy takes the custom domain straight to the generated name, so the VPC needs no private hosted zone.
  services: [{ domainName: farEnd.domainName, service: LatticeService.fromCfnService(farEnd.service) }],
  // Clients find the load balancer under the custom domain.
  publicZone: zone,
});
farEnd.letIn(ingress.authPolicyStatement(farEnd.caller));

new CfnOutput(stack, 'Url', { value: `https://${farEnd.domainName}/` });
new CfnOutput(stack, 'CallerRoleArn', { value: farEnd.caller.roleArn });
