// Live: a service network; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from 'cdk-lattice-external-ingress';
import { CLIENTS, integApp, SERVICE_NETWORK, SERVICES } from './app';
import { assertHealthy } from './assertions';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressInternal');

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  exposure: Exposure.privateNetwork(),
  http: HttpMode.redirectToHttps(),
  privateLink: { allowedPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:root')] },
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', SERVICE_NETWORK)),
  services: SERVICES,
});

const test = new IntegTest(app, 'Internal', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
