// Live: a service network, and for a request all the way a service; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from 'cdk-lattice-external-ingress';
import { CLIENTS, integApp, LIVE_STATUS, SERVICE_NETWORK, SERVICES } from './app';
import { assertForwards, assertHealthy } from './assertions';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressDefault');

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', SERVICE_NETWORK)),
  services: SERVICES,
  allowedDomains: ['*.apps.example.com'],
});

const test = new IntegTest(app, 'Default', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
if (LIVE_STATUS) {
  assertForwards(test, ingress, SERVICES[0].domainName, LIVE_STATUS);
}
