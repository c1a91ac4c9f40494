// Live: two service networks with the service; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from 'cdk-lattice-external-ingress';
import { CLIENTS, integApp, SERVICE_NETWORK, SERVICES, SHARED_SERVICE_NETWORK } from './app';
import { assertHealthy } from './assertions';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressEndpoints');

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  lattice: LatticeAccess.serviceNetworkEndpoints([
    LatticeServiceNetwork.fromServiceNetworkId(stack, 'Orders', SERVICE_NETWORK),
    LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Shared', SHARED_SERVICE_NETWORK),
  ]),
  services: SERVICES,
});

const test = new IntegTest(app, 'Endpoints', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
