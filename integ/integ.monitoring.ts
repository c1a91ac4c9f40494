import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CLIENTS, integApp, SERVICES } from './app';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from '../src';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressMonitoring');

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
  services: SERVICES,
});
ingress.addAlarms({
  actions: [new SnsAction(new sns.Topic(stack, 'Tell'))],
  criticalActions: [new SnsAction(new sns.Topic(stack, 'Call'))],
  refusalPercent: 20,
});
ingress.addDashboard();

new IntegTest(app, 'Monitoring', { testCases: [stack], diffAssets: true });
