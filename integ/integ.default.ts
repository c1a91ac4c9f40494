import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeAccess, LatticeExternalIngress, LatticeService, LatticeServiceNetwork } from '../src';

// Paths and stack traces would make the snapshot differ from one machine to the next.
const app = new App({ treeMetadata: false, analyticsReporting: false, context: { 'aws:cdk:disable-creation-stack-traces': true } });
const stack = new Stack(app, 'LatticeExternalIngressDefault');

new LatticeExternalIngress(stack, 'Ingress', {
  clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')],
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
  services: [{
    domainName: 'api.example.com',
    service: LatticeService.fromDomainName('api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws'),
  }],
  allowedDomains: ['*.apps.example.com'],
});

new IntegTest(app, 'Default', { testCases: [stack], diffAssets: true });
