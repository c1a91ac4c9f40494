import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Annotations, Stack } from 'aws-cdk-lib';
import { CLIENTS, integApp, SERVICES } from './app';
import { Egress, LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from '../src';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressIpv6Only');

new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  egress: Egress.ipv6Only(),
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
  services: SERVICES,
});

Annotations.of(stack).acknowledgeWarning('cdk-lattice-external-ingress:openEgress', 'wider egress is what this app shows');

new IntegTest(app, 'Ipv6Only', { testCases: [stack], diffAssets: true });
