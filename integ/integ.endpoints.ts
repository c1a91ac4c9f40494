import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { CLIENTS, integApp, SERVICES } from './app';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from '../src';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressEndpoints');

new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  lattice: LatticeAccess.serviceNetworkEndpoints([
    LatticeServiceNetwork.fromServiceNetworkId(stack, 'Orders', 'sn-0123456789abcdef0'),
    LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Shared', 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef1'),
  ]),
  services: SERVICES,
});

new IntegTest(app, 'Endpoints', { testCases: [stack], diffAssets: true });
