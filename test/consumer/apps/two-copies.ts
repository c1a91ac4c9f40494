import * as assert from 'node:assert';
import { createRequire } from 'node:module';
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Egress, Exposure, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, ProxyImage } from 'cdk-lattice-external-ingress';

const copies = process.argv[2];
const own = createRequire(require.resolve('cdk-lattice-external-ingress'))('aws-cdk-lib');
assert.strictEqual(own.Stack === Stack, copies === 'one', 'the library must load a copy of aws-cdk-lib of its own, unless there is one copy only');

const app = new App({ analyticsReporting: false, context: { 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-creation-stack-traces': true } });
const clients = [ec2.Peer.ipv4('203.0.113.0/24')];

/** A stack in which the app makes a thing of each kind that a prop takes. */
function everythingIn(stack: Stack): LatticeExternalIngressProps {
  const vpc = vpcIn(stack);
  const group = (id: string) => new ec2.SecurityGroup(stack, id, { vpc });
  const key = new kms.Key(stack, 'Key');
  key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`));
  return {
    vpc,
    taskSubnets: { subnets: vpc.isolatedSubnets },
    clients: [...clients, group('Client'), ec2.Peer.prefixList(new ec2.PrefixList(stack, 'List', { maxEntries: 1 }).prefixListId), ec2.Peer.ipv6(new CfnParameter(stack, 'Range').valueAsString)],
    loadBalancerSecurityGroups: [group('Further')],
    taskSecurityGroups: [group('Tasks')],
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true }),
    lattice: LatticeAccess.vpcAssociation(new vpclattice.CfnServiceNetwork(stack, 'Network')),
    services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(stack, 'Api')) }],
    allowedDomains: ['shop.internal.example.com'],
    privateRecords: [{
      domainName: 'shop.internal.example.com',
      service: LatticeService.fromCfnService(new vpclattice.CfnService(stack, 'Shop')),
      zone: new route53.PrivateHostedZone(stack, 'Private', { vpc, zoneName: 'internal.example.com' }),
    }],
    publicZone: new route53.PublicHostedZone(stack, 'Public', { zoneName: 'example.com' }),
    image: ProxyImage.fromEcrRepository(new ecr.Repository(stack, 'Images'), { tagOrDigest: '1.30.7' }),
    egress: Egress.interfaceEndpoints({ additionalServices: [ec2.InterfaceVpcEndpointAwsService.KMS] }),
    logEncryptionKey: key,
    logRetention: logs.RetentionDays.ONE_YEAR,
    idleTimeout: Duration.minutes(5),
    privateLink: { allowedPrincipals: [new iam.AccountPrincipal('111122223333')] },
  };
}

/** What synthesis has to refuse, although the thing is of a class of the other copy. */
const REFUSED: Record<string, (stack: Stack) => Partial<LatticeExternalIngressProps>> = {
  'must not associate a VPC that has an association already': (stack) => {
    const vpc = vpcIn(stack);
    new vpclattice.CfnServiceNetworkVpcAssociation(stack, 'Association', { vpcIdentifier: vpc.vpcId });
    return { vpc, lattice: LatticeAccess.vpcAssociation(new vpclattice.CfnServiceNetwork(stack, 'Network')) };
  },
  '\'publicZone\' must be a public hosted zone': (stack) => ({
    publicZone: new route53.PrivateHostedZone(stack, 'Zone', { vpc: vpcIn(stack), zoneName: 'example.com' }), allowedDomains: ['api.example.com'],
  }),
  '\'logEncryptionKey\' must let CloudWatch Logs use it': (stack) => ({ logEncryptionKey: new kms.Key(stack, 'Key') }),
  '\'deploymentAlarms\' must not be given with': (stack) => ({
    logGroup: new logs.LogGroup(stack, 'Log', { logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS }), deploymentAlarms: {},
  }),
  '\'egress\' must not make an endpoint': (stack) => {
    const vpc = vpcIn(stack);
    vpc.addInterfaceEndpoint('Ecr', { service: ec2.InterfaceVpcEndpointAwsService.ECR });
    return { vpc, egress: Egress.interfaceEndpoints() };
  },
  '\'taskSecurityGroups\' must be in the VPC of the ingress': (stack) => ({ vpc: vpcIn(stack), taskSecurityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc: vpcIn(stack, 'Other') })] }),
  '\'cluster\' must': (stack) => ({ vpc: vpcIn(stack), cluster: new ecs.Cluster(stack, 'Cluster', { vpc: vpcIn(stack, 'Other') }) }),
  'must be known at synth': (stack) => ({ exposure: Exposure.internet({ elasticIpAllocationIds: new CfnParameter(stack, 'Ids', { type: 'CommaDelimitedList' }).valueAsList }) }),
};

for (const [message, props] of Object.entries(REFUSED)) {
  const other = new App({ analyticsReporting: false, autoSynth: false, outdir: 'refused' });
  const stack = new Stack(other, 'Stack');
  assert.throws(() => {
    new LatticeExternalIngress(stack, 'Ingress', { clients, lattice: LatticeAccess.alreadyAssociated(), ...props(stack) });
    other.synth();
  }, (error: Error) => error.message.includes(message), `not refused: ${message}`);
}

const ingress = new Stack(app, 'Edge');
new LatticeExternalIngress(ingress, 'Ingress', everythingIn(ingress)).addAlarms();
app.synth();

function vpcIn(stack: Stack, id: string = 'Vpc'): ec2.Vpc {
  return new ec2.Vpc(stack, id, {
    restrictDefaultSecurityGroup: false,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
}
