import { App, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { ACCOUNT } from './shapes';
import { Egress, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, ProxyImage } from '../../src';
import { compulsoryProps } from '../ingress';

const REGION = 'eu-west-1';

/** What another stack of the app makes, and the prop that takes it. */
const MADE_ELSEWHERE: Record<string, (elsewhere: Stack) => Partial<LatticeExternalIngressProps>> = {
  'the VPC': (elsewhere) => ({ vpc: vpcIn(elsewhere) }),
  'the VPC, with endpoints of the ingress': (elsewhere) => ({ vpc: vpcIn(elsewhere), egress: Egress.interfaceEndpoints() }),
  'the cluster, and the VPC': (elsewhere) => {
    const vpc = vpcIn(elsewhere);
    return { vpc, cluster: new ecs.Cluster(elsewhere, 'Cluster', { vpc, enableFargateCapacityProviders: true }) };
  },
  'security groups, and the VPC': (elsewhere) => {
    const vpc = vpcIn(elsewhere);
    const [client, further, ofTasks] = ['Client', 'Further', 'OfTasks'].map((id) => new ec2.SecurityGroup(elsewhere, id, { vpc }));
    return { vpc, clients: [client], loadBalancerSecurityGroups: [further], taskSecurityGroups: [ofTasks] };
  },
  'a prefix list of clients': (elsewhere) => ({ clients: [new ec2.PrefixList(elsewhere, 'Clients', { maxEntries: 2 })].map((list) => ec2.Peer.prefixList(list.prefixListId)) }),
  'the log group': (elsewhere) => ({ logGroup: new logs.LogGroup(elsewhere, 'Log') }),
  'the key of the logs': (elsewhere) => {
    const key = new kms.Key(elsewhere, 'Key');
    key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${REGION}.amazonaws.com`));
    return { logEncryptionKey: key };
  },
  'the public zone': (elsewhere) => ({
    publicZone: new route53.PublicHostedZone(elsewhere, 'Zone', { zoneName: 'example.com' }),
    allowedDomains: ['api.example.com'],
  }),
  'a service': (elsewhere) => ({
    services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(elsewhere, 'Service')) }],
  }),
  'the service network': (elsewhere) => ({ lattice: LatticeAccess.vpcAssociation(new vpclattice.CfnServiceNetwork(elsewhere, 'Network')) }),
  'the service networks of endpoints': (elsewhere) => ({
    lattice: LatticeAccess.serviceNetworkEndpoints(['A', 'B'].map((id) => new vpclattice.CfnServiceNetwork(elsewhere, id))),
    allowedDomains: ['api.example.com'],
  }),
  'the image': (elsewhere) => ({ image: ProxyImage.fromEcrRepository(new ecr.Repository(elsewhere, 'Images'), { tagOrDigest: '1.30.7' }) }),
  'a service with a private record': (elsewhere) => ({
    allowedDomains: ['shop.example.com'],
    privateRecords: [{ domainName: 'shop.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(elsewhere, 'Service')) }],
  }),
};

describe.each(Object.entries(MADE_ELSEWHERE))('%s in another stack', (_, propsOf) => {
  test.each([undefined, { account: ACCOUNT, region: REGION }])('is taken, and the other stack needs nothing of the ingress (%o)', (env) => {
    const app = new App();
    const [elsewhere, stack] = ['Elsewhere', 'Stack'].map((id) => new Stack(app, id, { env }));
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...propsOf(elsewhere) });
    app.synth();

    expect(stack.dependencies).toEqual([elsewhere]);
    expect(elsewhere.dependencies).toEqual([]);
  });
});

test('another stack takes what the ingress makes', () => {
  const app = new App();
  const [stack, other] = ['Stack', 'Other'].map((id) => new Stack(app, id));
  const ingress = new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack));
  new cloudwatch.Alarm(other, 'Alarm', { metric: ingress.metricActiveFlowCount(), threshold: 1, evaluationPeriods: 1 });
  new ecs.FargateService(other, 'Service', { cluster: ingress.cluster, taskDefinition: ingress.taskDefinition });
  new logs.MetricFilter(other, 'Filter', { logGroup: ingress.logGroup, metricNamespace: 'N', metricName: 'M', filterPattern: logs.FilterPattern.allEvents() });
  new ec2.SecurityGroup(other, 'Client', { vpc: ingress.vpc }).connections.allowToDefaultPort(ingress);
  app.synth();

  expect(other.dependencies).toEqual([stack]);
  expect(stack.dependencies).toEqual([]);
});

test('a public zone that another Region\'s stack makes is referred to over Regions', () => {
  const app = new App();
  const [global, stack] = [['Global', 'us-east-1'], ['Stack', REGION]].map(([id, region]) =>
    new Stack(app, id, { env: { account: ACCOUNT, region }, crossRegionReferences: true }));
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...MADE_ELSEWHERE['the public zone'](global) });
  app.synth();

  expect(stack.dependencies).toEqual([global]);
});

function vpcIn(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
}
