// Live: a service network; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Annotations, Stack } from 'aws-cdk-lib';
import { Egress, LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from 'cdk-lattice-external-ingress';
import { CLIENTS, integApp, SERVICE_NETWORK, SERVICES } from './app';
import { assertHealthy, assertLogs } from './assertions';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressIpv6Only');

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  egress: Egress.ipv6Only(),
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', SERVICE_NETWORK)),
  services: SERVICES,
});

Annotations.of(stack).acknowledgeWarning('cdk-lattice-external-ingress:openEgress', 'wider egress is what this app shows');

const test = new IntegTest(app, 'Ipv6Only', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
assertLogs(test, ingress);
