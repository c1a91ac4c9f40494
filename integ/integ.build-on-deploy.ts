// Live: an account with a quota for CodeBuild; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork, ProxyImage } from 'cdk-lattice-external-ingress';
import { CLIENTS, integApp, SERVICE_NETWORK, SERVICES } from './app';
import { assertHealthy } from './assertions';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressBuildOnDeploy');

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', SERVICE_NETWORK)),
  services: SERVICES,
  image: ProxyImage.buildOnDeploy({ revision: '2026-11-24' }),
});

const test = new IntegTest(app, 'BuildOnDeploy', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
