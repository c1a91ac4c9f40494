import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { CLIENTS, integApp, SERVICES } from './app';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork, RecordRouting } from '../src';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressDns');

new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
  services: SERVICES,
  allowedDomains: ['*.apps.example.com'],
  publicZone: new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }),
  recordRouting: RecordRouting.latency('us', 'us-east-1'),
  privateRecords: [{ domainName: 'orders.apps.example.com', service: SERVICES[0].service }],
});

new IntegTest(app, 'Dns', { testCases: [stack], diffAssets: true });
