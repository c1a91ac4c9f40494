// Live: an account; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeAccess, LatticeExternalIngress } from 'cdk-lattice-external-ingress';
import { CLIENTS, integApp, SERVICES } from './app';
import { assertHealthy } from './assertions';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressThreeTiers');

/** What most companies have: IPv4 only, with subnets for load balancers, for programs behind a NAT gateway, and for databases. */
const vpc = new ec2.Vpc(stack, 'Vpc', {
  availabilityZones: [0, 1].map((index) => Fn.select(index, Fn.getAzs())),
  restrictDefaultSecurityGroup: false,
  natGateways: 1,
  subnetConfiguration: [
    { name: 'Edge', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
    { name: 'App', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
    { name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
  ],
});

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  vpc,
  lattice: LatticeAccess.alreadyAssociated(),
  services: SERVICES,
});

const test = new IntegTest(app, 'ThreeTiers', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
