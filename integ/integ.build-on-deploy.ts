import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { CLIENTS, integApp, SERVICES } from './app';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork, ProxyImage } from '../src';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressBuildOnDeploy');

new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
  services: SERVICES,
  image: ProxyImage.buildOnDeploy({ revision: '2026-11-24' }),
});

new IntegTest(app, 'BuildOnDeploy', { testCases: [stack], diffAssets: true });
