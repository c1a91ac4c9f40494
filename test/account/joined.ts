/** Ingresses that take what another stack of the app makes. */
import * as path from 'node:path';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Construct } from 'constructs';
import { Egress, LatticeAccess, LatticeExternalIngress, LatticeService, RecordRouting } from '../../src';

const CLIENTS = [ec2.Peer.ipv4('203.0.113.0/24')];
const vpcIn = (other: Stack) => new ec2.Vpc(other, 'Vpc', { restrictDefaultSecurityGroup: false });

/** By name: makes an ingress in the first stack with what it makes in the second. */
const JOINED: Record<string, (stack: Stack, other: Stack) => void> = {
  'everything': (stack, other) => {
    const vpc = vpcIn(other);
    const group = new ec2.SecurityGroup(other, 'Group', { vpc });
    const key = new kms.Key(other, 'Key');
    key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${other.region}.amazonaws.com`));
    const network = new vpclattice.CfnServiceNetwork(other, 'Network');
    const healthCheck = new route53.HealthCheck(other, 'HealthCheck', { type: route53.HealthCheckType.HTTPS, fqdn: 'api.example.com' });
    const ingress = new LatticeExternalIngress(stack, 'Ingress', {
      clients: [...CLIENTS, group],
      vpc,
      cluster: new ecs.Cluster(other, 'Cluster', { vpc, enableFargateCapacityProviders: true, containerInsightsV2: ecs.ContainerInsights.ENABLED }),
      logGroup: new logs.LogGroup(other, 'LogGroup'),
      logEncryptionKey: key,
      publicZone: new route53.PublicHostedZone(other, 'PublicZone', { zoneName: 'example.com' }),
      recordRouting: RecordRouting.weighted('this', 1, { healthCheck }),
      loadBalancerSecurityGroups: [group],
      taskSecurityGroups: [group],
      targetConnectionsPerTask: 500,
      lattice: LatticeAccess.vpcAssociation(network, {
        securityGroups: [group],
        followServices: { zones: [new route53.PrivateHostedZone(other, 'PrivateZone', { zoneName: 'apps.example.com', vpc })] },
      }),
      allowedDomains: ['*.apps.example.com'],
      services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(other, 'Service')) }],
    });
    ingress.addAlarms({ actions: [new actions.SnsAction(new sns.Topic(other, 'Topic'))] });
    ingress.addDashboard();
  },
  'endpoints': (stack, other) => {
    const vpc = vpcIn(other);
    const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS } = ec2.InterfaceVpcEndpointAwsService;
    const endpointOf = (service: ec2.InterfaceVpcEndpointAwsService) => vpc.addInterfaceEndpoint(service.shortName, { service, open: false });
    const [ecr, ecrDocker, cloudWatchLogs] = [ECR, ECR_DOCKER, CLOUDWATCH_LOGS].map(endpointOf);
    const gateway = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    new LatticeExternalIngress(stack, 'Ingress', {
      clients: CLIENTS,
      vpc,
      egress: Egress.interfaceEndpoints({ existing: { ecr, ecrDocker, cloudWatchLogs, s3: gateway } }),
      lattice: LatticeAccess.serviceNetworkEndpoints([new vpclattice.CfnServiceNetwork(other, 'Network')]),
      services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(other, 'Service')) }],
    });
  },
  'a cluster with instances': (stack, other) => {
    const vpc = vpcIn(other);
    const key = new kms.Key(other, 'Key');
    const logConfiguration = { cloudWatchLogGroup: new logs.LogGroup(other, 'Sessions'), cloudWatchEncryptionEnabled: true, s3Bucket: new s3.Bucket(other, 'Bucket', { encryptionKey: key }) };
    const cluster = new ecs.Cluster(other, 'Cluster', {
      vpc,
      enableFargateCapacityProviders: true,
      executeCommandConfiguration: { kmsKey: key, logging: ecs.ExecuteCommandLogging.OVERRIDE, logConfiguration },
    });
    const autoScalingGroup = new autoscaling.AutoScalingGroup(other, 'Instances', {
      vpc, instanceType: new ec2.InstanceType('t3.small'), machineImage: ec2.MachineImage.genericLinux({ 'us-east-1': 'ami-0123456789abcdef0' }),
    });
    cluster.addAsgCapacityProvider(new ecs.AsgCapacityProvider(other, 'CapacityProvider', { autoScalingGroup }));
    new LatticeExternalIngress(stack, 'Ingress', {
      clients: CLIENTS,
      vpc,
      cluster,
      fargateSpotPercent: 50,
      enableExecuteCommand: true,
      lattice: LatticeAccess.alreadyAssociated(),
      services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(other, 'Service')) }],
    });
  },
  'a second ingress': (stack, other) => {
    const network = new vpclattice.CfnServiceNetwork(other, 'Network');
    const { vpc, cluster } = new LatticeExternalIngress(other, 'Ingress', { clients: CLIENTS, lattice: LatticeAccess.vpcAssociation(network) });
    new LatticeExternalIngress(stack, 'Second', { clients: CLIENTS, vpc, cluster, egress: Egress.existingRoutes(), lattice: LatticeAccess.alreadyAssociated() });
  },
};

const ENV = { account: '000000000000', region: 'us-east-1' };

/** By name: gives the stack of an ingress, and another one. At least one of them is nested. */
const NESTED: Record<string, (app: Construct) => Stack[]> = {
  below: (app) => {
    const other = new Stack(app, 'Other', { env: ENV });
    return [new NestedStack(other, 'Stack'), other];
  },
  above: (app) => {
    const stack = new Stack(app, 'Stack', { env: ENV });
    return [stack, new NestedStack(stack, 'Other')];
  },
  beside: (app) => {
    const parent = new Stack(new Stage(app, 'Stage', { env: ENV }), 'Parent');
    return [new NestedStack(parent, 'Stack'), new NestedStack(new NestedStack(parent, 'Between'), 'Other')];
  },
  elsewhere: (app) => ['Stack', 'Other'].map((id) => new NestedStack(new Stack(app, `Around${id}`, { env: ENV }), id)),
};

/** Synthesises each of them, in two stacks, into a folder of its own. */
export function writeJoined(folder: string): void {
  write(folder, '', (app) => ['Stack', 'Other'].map((id) => new Stack(app, id, { env: ENV })));
}

/** The same, in nested stacks. */
export function writeNested(folder: string): void {
  Object.entries(NESTED).forEach(([place, stacksIn]) => write(folder, `${place} `, stacksIn));
}

function write(folder: string, prefix: string, stacksIn: (app: App) => Stack[]): void {
  for (const [name, make] of Object.entries(JOINED)) {
    const outdir = path.join(folder, `${prefix}${name}`.replace(/ /g, '-'));
    const app = new App({ outdir, treeMetadata: false, analyticsReporting: false, autoSynth: false });
    const [stack, other] = stacksIn(app);
    make(stack, other);
    app.synth();
  }
}
