// Live: a service network whose services have custom domain names below the domain; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Duration, Stack } from 'aws-cdk-lib';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from 'cdk-lattice-external-ingress';
import { CLIENTS, DOMAIN, integApp, SERVICE_NETWORK } from './app';
import { assertHealthy } from './assertions';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressFollowed');

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', SERVICE_NETWORK), {
    followServices: { interval: Duration.minutes(5) },
  }),
  allowedDomains: [`*.apps.${DOMAIN}`, `shop.${DOMAIN}`],
});
ingress.addAlarms();
ingress.addDashboard();

const test = new IntegTest(app, 'Followed', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
