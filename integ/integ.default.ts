import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { CLIENTS, integApp, SERVICES } from './app';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from '../src';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressDefault');

new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
  services: SERVICES,
  allowedDomains: ['*.apps.example.com'],
});

new IntegTest(app, 'Default', { testCases: [stack], diffAssets: true });
