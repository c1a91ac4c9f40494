// Live: an account; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Annotations, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Egress, LatticeAccess, LatticeExternalIngress } from 'cdk-lattice-external-ingress';
import { CLIENTS, integApp, SERVICES } from './app';
import { assertHealthy } from './assertions';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressByoNetwork');

const vpc = new ec2.Vpc(stack, 'Vpc', {
  availabilityZones: [0, 1].map((index) => Fn.select(index, Fn.getAzs())),
  restrictDefaultSecurityGroup: false,
  natGateways: 0,
  ipProtocol: ec2.IpProtocol.DUAL_STACK,
  subnetConfiguration: [
    { name: 'Edge', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
    { name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
    { name: 'Endpoints', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
  ],
});

// CDK 2.257 lets only the IPv4 routes wait until the gateway is attached (aws/aws-cdk#37853).
vpc.publicSubnets.forEach((subnet) => subnet.node.findChild('DefaultRoute6').node.addDependency(vpc.node.findChild('VPCGW')));

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  vpc,
  taskSubnets: { subnetGroupName: 'Tasks' },
  cluster: new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true }),
  logGroup: new logs.LogGroup(stack, 'LogGroup', { removalPolicy: RemovalPolicy.DESTROY }),
  egress: Egress.interfaceEndpoints(),
  lattice: LatticeAccess.alreadyAssociated(),
  services: SERVICES,
});

Annotations.of(stack).acknowledgeWarning('cdk-lattice-external-ingress:endpointsForTasksOnly', 'nothing else is in this VPC');

const test = new IntegTest(app, 'ByoNetwork', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
