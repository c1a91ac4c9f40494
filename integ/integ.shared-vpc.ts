// Live: an account; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Annotations, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Egress, LatticeAccess, LatticeExternalIngress } from 'cdk-lattice-external-ingress';
import { CLIENTS, integApp, SERVICES } from './app';
import { assertHealthy } from './assertions';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressSharedVpc');

/** A VPC without a way out, in which other programs have an endpoint for their logs and one for Amazon S3. */
const vpc = new ec2.Vpc(stack, 'Vpc', {
  availabilityZones: [0, 1].map((index) => Fn.select(index, Fn.getAzs())),
  restrictDefaultSecurityGroup: false,
  natGateways: 0,
  subnetConfiguration: [
    { name: 'Edge', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
    { name: 'Programs', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
  ],
});
const cloudWatchLogs = vpc.addInterfaceEndpoint('Logs', { service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, open: false });
const s3 = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });

const common = { clients: CLIENTS, vpc, lattice: LatticeAccess.alreadyAssociated(), services: SERVICES };
const first = new LatticeExternalIngress(stack, 'First', { ...common, egress: Egress.interfaceEndpoints({ existing: { cloudWatchLogs, s3 } }) });
const second = new LatticeExternalIngress(stack, 'Second', { ...common, egress: Egress.interfaceEndpoints({ existing: first.vpcEndpoints }) });

Annotations.of(stack).acknowledgeWarning('cdk-lattice-external-ingress:endpointsForTasksOnly', 'nothing but the two ingresses is in this VPC');

const test = new IntegTest(app, 'SharedVpc', { testCases: [stack], diffAssets: true });
[first, second].forEach((ingress) => assertHealthy(test, ingress));
