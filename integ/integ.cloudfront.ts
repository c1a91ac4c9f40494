// Live: a service network and a domain; see app.ts. CloudFront needs us-east-1, and the prefix list there that CLOUDFRONT_PREFIX_LIST names.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from 'cdk-lattice-external-ingress';
import { CLOUDFRONT_PREFIX_LIST, DOMAIN, integApp, SERVICE_NETWORK, SERVICES } from './app';
import { assertHealthy } from './assertions';
import { Front } from '../examples/behind-cloudfront/front';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressCloudFront');

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: [ec2.Peer.prefixList(CLOUDFRONT_PREFIX_LIST)],
  exposure: Exposure.cloudFrontVpcOrigin(),
  http: HttpMode.off(),
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', SERVICE_NETWORK)),
  services: SERVICES,
});
new Front(stack, 'Front', {
  domainName: SERVICES[0].domainName,
  zone: new route53.PublicHostedZone(stack, 'Zone', { zoneName: DOMAIN }),
  loadBalancer: ingress.loadBalancer,
  vpc: ingress.vpc,
});

const test = new IntegTest(app, 'CloudFront', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
