// Live: a service network and a domain; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Exposure, LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork, RecordRouting } from 'cdk-lattice-external-ingress';
import { CLIENTS, DOMAIN, integApp, SERVICE_NETWORK, SERVICES } from './app';
import { assertHealthy } from './assertions';
import { ServiceHealth } from '../examples/two-regions/service-health';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressDns');
const addresses = [0, 1, 2].map((index) => new ec2.CfnEIP(stack, `Address${index}`));

const { healthCheck } = new ServiceHealth(stack, 'Health', {
  domainName: SERVICES[0].domainName,
  path: '/health',
  addresses: addresses.map(({ attrPublicIp }) => attrPublicIp),
});

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  exposure: Exposure.internet({ elasticIpAllocationIds: addresses.map(({ attrAllocationId }) => attrAllocationId) }),
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', SERVICE_NETWORK)),
  services: SERVICES,
  allowedDomains: [`*.apps.${DOMAIN}`],
  publicZone: new route53.PublicHostedZone(stack, 'Zone', { zoneName: DOMAIN }),
  recordRouting: RecordRouting.latency('us', 'us-east-1', { healthCheck }),
  privateRecords: [{ domainName: `orders.apps.${DOMAIN}`, service: SERVICES[0].service }],
});

const test = new IntegTest(app, 'Dns', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
