import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CLIENTS, integApp, SERVICES } from './app';
import { Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from '../src';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressInternal');

new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  exposure: Exposure.privateNetwork(),
  http: HttpMode.redirectToHttps(),
  privateLink: { allowedPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:root')] },
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
  services: SERVICES,
});

new IntegTest(app, 'Internal', { testCases: [stack], diffAssets: true });
