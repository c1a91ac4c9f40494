import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { nameOrParameter, network, OTHER_GENERATED, Props, route, Row } from './row';
import {
  AccessLog, AvailabilityZones, DeployTimeIpAddresses, Egress, Exposure, HttpMode, LatticeAccess, ProxyImage, RecordRouting, TrafficProfile,
} from '../../src';

const NOTHING: Props = () => ({});
const SECOND_INGRESS = 'put a second ingress beside the first, and move the names';
const TWO_DEPLOYMENTS = 'two deployments: without it, then with it';

const peer = (range: string) => ec2.Peer.ipv4(range);
const prefixList = (stack: Stack, id: string) =>
  ec2.Peer.prefixList(new ec2.CfnPrefixList(stack, id, { addressFamily: 'IPv4', maxEntries: 1, prefixListName: id }).attrPrefixListId);
const prefixLists = (...ids: string[]): Props => (stack) => ({ clients: ids.map((id) => prefixList(stack, id)) });
const group = (stack: Stack, id: string, vpc: ec2.IVpc) => new ec2.SecurityGroup(stack, id, { vpc, description: id });
const services = (...names: string[]): Props => (stack) => ({ services: names.map((name) => route(stack, name)) });
const domains = (...names: string[]): Props => (stack) => ({ allowedDomains: names.map((name) => nameOrParameter(stack, name)) });
const zones = (...letters: string[]): Props => () => ({ availabilityZones: AvailabilityZones.named(...letters.map((letter) => `us-east-1${letter}`)) });
const publicZone = (stack: Stack) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0PUBLIC', zoneName: 'example.com' });
const published = (...names: string[]): Props => (stack) => ({ publicZone: publicZone(stack), services: names.map((name) => route(stack, name)) });
const records = (...names: string[]): Props => (stack) => ({
  allowedDomains: ['*.apps.example.com', '*.example.com'],
  privateRecords: names.map((name) => route(stack, name)).map(({ domainName, service }) => ({ domainName, service })),
});
const endpoints = (...indices: number[]): Props => (stack) => ({
  lattice: LatticeAccess.serviceNetworkEndpoints(indices.map((index) => network(stack, index))),
});
const association = (index: number): Props => (stack) => ({ lattice: LatticeAccess.vpcAssociation(network(stack, index)) });

/** A VPC of the same stack, with what each change adds. */
const inVpc = (props: (stack: Stack, vpc: ec2.Vpc) => ReturnType<Props> = () => ({})): Props => (stack) => {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
  return { vpc, egress: Egress.interfaceEndpoints(), ...props(stack, vpc) };
};

/** Every prop of an ingress, and each kind of change of it. */
export const ROWS: Row[] = [
  { prop: 'the stack', change: 'moves into a stage, its name stays', before: services('api.example.com', 'b.example.com'), after: services('api.example.com', 'b.example.com'), places: [{}, { stage: 'Production' }], verdict: 'nothing' },
  { prop: 'the stack', change: 'another construct id, its name stays', before: NOTHING, after: NOTHING, places: [{}, { stackId: 'Another' }], verdict: 'nothing' },

  { prop: 'clients', change: 'a range added in front', before: () => ({ clients: [peer('203.0.113.0/24')] }), after: () => ({ clients: [peer('198.51.100.0/24'), peer('203.0.113.0/24')] }), verdict: 'in place', takes: 'seconds' },
  { prop: 'clients', change: 'a range removed', before: () => ({ clients: [peer('198.51.100.0/24'), peer('203.0.113.0/24')] }), after: () => ({ clients: [peer('203.0.113.0/24')] }), verdict: 'in place', lost: 'no open connection: cut them by replacing the tasks', takes: 'seconds' },
  { prop: 'clients', change: 'prefix lists of the same stack in another order', before: prefixLists('A', 'B'), after: prefixLists('B', 'A'), verdict: 'nothing' },
  { prop: 'clients', change: 'the first prefix list removed', before: prefixLists('A', 'B', 'C'), after: prefixLists('B', 'C'), verdict: 'in place', takes: 'seconds' },
  { prop: 'clients', change: 'a prefix list by id, then by a token of the same value', before: () => ({ clients: [ec2.Peer.prefixList('pl-00000000')] }), after: (stack) => ({ clients: [ec2.Peer.prefixList(nameOrParameter(stack, '$List'))] }), verdict: 'in place', takes: 'seconds' },
  { prop: 'tlsPort', change: 'another port', before: NOTHING, after: () => ({ tlsPort: 8443 }), verdict: 'in place', lost: 'clients of the old port', takes: 'seconds' },
  { prop: 'http', change: 'another port', before: NOTHING, after: () => ({ http: HttpMode.proxy({ port: 8080 }) }), verdict: 'rollout', lost: 'clients of the old port' },
  { prop: 'http', change: 'redirect instead of proxy', before: NOTHING, after: () => ({ http: HttpMode.redirectToHttps() }), verdict: 'rollout' },
  { prop: 'http', change: 'off', before: NOTHING, after: () => ({ http: HttpMode.off() }), verdict: 'rollout', lost: 'clients of HTTP' },
  { prop: 'http', change: 'on again', before: () => ({ http: HttpMode.off() }), after: NOTHING, verdict: 'rollout' },
  { prop: 'exposure', change: 'internal instead of public', before: NOTHING, after: () => ({ exposure: Exposure.privateNetwork() }), verdict: 'replaced', lost: 'the addresses of the load balancer', takes: SECOND_INGRESS },
  { prop: 'crossZoneEnabled', change: 'on', before: NOTHING, after: () => ({ crossZoneEnabled: true }), verdict: 'in place', takes: 'seconds' },
  { prop: 'deletionProtection', change: 'on', before: NOTHING, after: () => ({ deletionProtection: true }), verdict: 'in place', takes: 'seconds' },
  { prop: 'zonalShift', change: 'on', before: NOTHING, after: () => ({ zonalShift: true }), verdict: 'in place', takes: 'seconds' },
  { prop: 'ipAddressType', change: 'IPv4 only', before: NOTHING, after: () => ({ ipAddressType: elbv2.IpAddressType.IPV4 }), verdict: 'in place', lost: 'clients over IPv6', takes: 'seconds' },
  { prop: 'idleTimeout', change: 'another', before: NOTHING, after: () => ({ idleTimeout: Duration.seconds(600) }), verdict: 'rollout' },
  { prop: 'privateLink', change: 'given', before: NOTHING, after: () => ({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:root')] } }), verdict: 'in place', takes: 'seconds' },
  { prop: 'loadBalancerSecurityGroups', change: 'one added', before: inVpc(), after: inVpc((stack, vpc) => ({ loadBalancerSecurityGroups: [group(stack, 'More', vpc)] })), verdict: 'in place', takes: 'seconds' },

  { prop: 'publicZone', change: 'given', before: NOTHING, after: (stack) => ({ publicZone: publicZone(stack) }), verdict: 'in place', takes: 'a minute' },
  { prop: 'publicZone', change: 'a name added in front', before: published('b.example.com'), after: published('a.example.com', 'b.example.com'), verdict: 'rollout' },
  { prop: 'publicZone', change: 'a name in another case', before: published('API.example.com'), after: published('api.example.com'), verdict: 'nothing' },
  { prop: 'publicZone', change: 'names that are tokens in another order', before: published('$First', '$Second'), after: published('$Second', '$First'), verdict: 'nothing' },
  { prop: 'publicZone', change: 'the first of names that are tokens removed', before: published('$First', '$Second'), after: published('$Second'), verdict: 'rollout' },
  { prop: 'recordRouting', change: 'weighted instead of simple', before: published('api.example.com'), after: (stack) => ({ ...published('api.example.com')(stack), recordRouting: RecordRouting.weighted('blue', 10) }), verdict: 'in place', takes: 'a minute' },

  { prop: 'services', change: 'one added in front', before: services('b.example.com'), after: services('a.example.com', 'b.example.com'), verdict: 'rollout' },
  { prop: 'services', change: 'one removed', before: services('a.example.com', 'b.example.com'), after: services('b.example.com'), verdict: 'rollout', lost: 'clients of that name' },
  { prop: 'services', change: 'in another order', before: services('a.example.com', 'b.example.com'), after: services('b.example.com', 'a.example.com'), verdict: 'nothing' },
  { prop: 'services', change: 'in another case', before: services('api.example.com'), after: services('API.Example.com'), verdict: 'nothing' },
  { prop: 'services', change: 'another service behind a name', before: services('a.example.com'), after: (stack) => ({ services: [route(stack, 'a.example.com', OTHER_GENERATED)] }), verdict: 'rollout' },
  { prop: 'allowedDomains', change: 'one added in the middle', before: domains('a.example.com', 'c.example.com'), after: domains('a.example.com', 'b.example.com', 'c.example.com'), verdict: 'rollout' },
  { prop: 'allowedDomains', change: 'in another order', before: domains('a.example.com', '$B', '*.c.example.com'), after: domains('*.c.example.com', 'a.example.com', '$B'), verdict: 'nothing' },
  { prop: 'privateRecords', change: 'one added in front', before: records('b.example.com'), after: records('a.example.com', 'b.example.com'), verdict: 'in place', takes: 'a minute' },
  { prop: 'privateRecords', change: 'in another order', before: records('a.example.com', 'b.example.com'), after: records('b.example.com', 'a.example.com'), verdict: 'nothing' },
  { prop: 'privateRecords', change: 'the first removed', before: records('a.example.com', 'b.example.com'), after: records('b.example.com'), verdict: 'in place', lost: 'that name', takes: 'a minute' },
  { prop: 'privateRecords', change: 'in another case', before: records('a.example.com'), after: records('A.example.com'), verdict: 'nothing' },
  { prop: 'privateRecords', change: 'a wildcard added below a name', before: records('apps.example.com'), after: records('apps.example.com', '*.apps.example.com'), verdict: 'in place', takes: 'a minute' },

  { prop: 'lattice', change: 'endpoints instead of an association', before: association(0), after: endpoints(0), verdict: 'rollout', takes: 'some minutes more, until the services have names at the endpoint' },
  { prop: 'lattice', change: 'an association instead of endpoints', before: endpoints(1), after: association(0), verdict: 'rollout' },
  { prop: 'lattice', change: 'an association with another service network', before: association(0), after: association(1), verdict: 'refused by AWS', lost: 'nothing: it is rolled back', takes: '[two deployments](#change-the-service-network)' },
  { prop: 'lattice', change: 'an endpoint added in front', before: endpoints(1), after: endpoints(0, 1), verdict: 'rollout', takes: 'none where every service has the names that it had' },
  { prop: 'lattice', change: 'the first endpoint removed', before: endpoints(0, 1), after: endpoints(1), verdict: 'rollout', takes: 'none where every service has the names that it had' },
  { prop: 'lattice', change: 'endpoints in another order', before: endpoints(0, 1), after: endpoints(1, 0), verdict: 'rollout', takes: 'none where no service is in both networks' },
  { prop: 'lattice', change: 'alreadyAssociated() instead of an association', before: association(0), after: () => ({ lattice: LatticeAccess.alreadyAssociated() }), verdict: 'in place', lost: 'the association: all traffic, unless another stack associates the VPC at once', takes: 'seconds' },

  { prop: 'availabilityZones', change: 'one added in front', before: zones('b', 'c'), after: zones('a', 'b', 'c'), verdict: 'rollout' },
  { prop: 'availabilityZones', change: 'one removed', before: zones('a', 'b', 'c'), after: zones('a', 'c'), verdict: 'rollout', lost: 'the addresses of the load balancer in that zone' },
  { prop: 'availabilityZones', change: 'one replaced', before: zones('a', 'b', 'c'), after: zones('a', 'c', 'd'), verdict: 'rollout', lost: 'the addresses of the load balancer in that zone' },
  { prop: 'availabilityZones', change: 'named in another order', before: zones('a', 'b', 'c'), after: zones('c', 'a', 'b'), verdict: 'nothing' },
  { prop: 'availabilityZones', change: 'one more by count', before: () => ({ availabilityZones: AvailabilityZones.count(2) }), after: () => ({ availabilityZones: AvailabilityZones.count(3) }), verdict: 'rollout' },
  { prop: 'availabilityZones', change: 'named after the default', before: NOTHING, after: zones('a', 'b', 'c'), verdict: 'refused by AWS', deployed: 'in place', lost: 'nothing: it is rolled back', takes: `goes through where the first zones are the named ones, in the order of the alphabet; else ${SECOND_INGRESS}. Name zones before the first deployment` },
  { prop: 'ipAddresses', change: 'another range', before: NOTHING, after: () => ({ ipAddresses: DeployTimeIpAddresses.cidr('10.0.0.0/16') }), verdict: 'refused by AWS', lost: 'nothing: it is rolled back', takes: SECOND_INGRESS },
  { prop: 'flowLogs', change: 'given', before: NOTHING, after: (stack) => ({ flowLogs: ec2.FlowLogDestination.toCloudWatchLogs(new logs.LogGroup(stack, 'Flows', { removalPolicy: RemovalPolicy.DESTROY })) }), verdict: 'in place', takes: 'seconds' },
  { prop: 'vpc', change: 'given', before: NOTHING, after: inVpc(), verdict: 'replaced', deployed: 'refused by AWS', lost: 'nothing: a load balancer keeps its VPC, and it is rolled back', takes: SECOND_INGRESS },
  { prop: 'loadBalancerSubnets', change: 'others', before: inVpc(), after: inVpc((_, vpc) => ({ loadBalancerSubnets: { subnets: vpc.publicSubnets.slice(0, 1) } })), verdict: 'rollout', lost: 'the addresses of the load balancer in that zone' },
  { prop: 'taskSubnets', change: 'others', before: inVpc(), after: inVpc((_, vpc) => ({ taskSubnets: { subnets: vpc.isolatedSubnets.slice(0, 1) } })), verdict: 'rollout' },
  { prop: 'taskSubnets', change: 'in another order', before: inVpc((_, vpc) => ({ taskSubnets: { subnets: vpc.isolatedSubnets } })), after: inVpc((_, vpc) => ({ taskSubnets: { subnets: [...vpc.isolatedSubnets].reverse() } })), verdict: 'nothing' },
  { prop: 'trustedProxies', change: 'in another order', before: inVpc(() => ({ trustedProxies: ['10.0.0.0/24', '10.0.1.0/24'] })), after: inVpc(() => ({ trustedProxies: ['10.0.1.0/24', '10.0.0.0/24'] })), verdict: 'nothing' },
  { prop: 'trustedProxies', change: 'one added', before: inVpc(() => ({ trustedProxies: ['10.0.0.0/24'] })), after: inVpc(() => ({ trustedProxies: ['10.0.0.0/24', '10.0.1.0/24'] })), verdict: 'rollout' },
  { prop: 'egress', change: 'ipv6Only()', before: NOTHING, after: () => ({ egress: Egress.ipv6Only() }), verdict: 'refused by AWS', lost: 'nothing: it is rolled back', takes: SECOND_INGRESS },
  { prop: 'egress', change: 'interfaceEndpoints() in an existing VPC', before: inVpc(() => ({ egress: Egress.existingRoutes() })), after: inVpc(), verdict: 'in place', takes: 'some minutes' },
  { prop: 'allowGuardDutyAgent', change: 'on', before: NOTHING, after: () => ({ allowGuardDutyAgent: true }), verdict: 'in place', takes: 'seconds' },

  { prop: 'image', change: 'another version', before: NOTHING, after: () => ({ image: ProxyImage.copyOnDeploy({ tagOrDigest: '1.99.0' }) }), verdict: 'rollout', takes: 'a copy before it' },
  { prop: 'image', change: 'a build instead of a copy', before: NOTHING, after: () => ({ image: ProxyImage.buildOnDeploy() }), verdict: 'rollout', takes: 'a build of some minutes before it; the repository stays' },
  { prop: 'image', change: 'other processors', before: NOTHING, after: () => ({ image: ProxyImage.copyOnDeploy({ architecture: ecs.CpuArchitecture.X86_64 }) }), verdict: 'rollout', takes: 'a copy before it' },
  { prop: 'cpu', change: 'more', before: NOTHING, after: () => ({ cpu: 1024, memoryLimitMiB: 2048 }), verdict: 'rollout' },
  { prop: 'memoryLimitMiB', change: 'more', before: NOTHING, after: () => ({ memoryLimitMiB: 4096 }), verdict: 'rollout' },
  { prop: 'trafficProfile', change: 'set', before: NOTHING, after: () => ({ trafficProfile: TrafficProfile.MANY_SESSIONS }), verdict: 'rollout' },
  { prop: 'minTasks', change: 'more', before: NOTHING, after: () => ({ minTasks: 4 }), verdict: 'in place', takes: 'a minute' },
  { prop: 'maxTasks', change: 'more', before: NOTHING, after: () => ({ maxTasks: 12 }), verdict: 'in place', takes: 'seconds' },
  { prop: 'scalingCooldown', change: 'another', before: NOTHING, after: () => ({ scalingCooldown: Duration.seconds(120) }), verdict: 'in place', takes: 'seconds' },
  { prop: 'targetConnectionsPerTask', change: 'given', before: NOTHING, after: () => ({ targetConnectionsPerTask: 500 }), verdict: 'in place', takes: 'seconds' },
  { prop: 'targetCpuUtilizationPercent', change: 'another', before: NOTHING, after: () => ({ targetCpuUtilizationPercent: 50 }), verdict: 'in place', takes: 'seconds' },
  { prop: 'fargateSpotPercent', change: 'another', before: NOTHING, after: () => ({ fargateSpotPercent: 50 }), verdict: 'rollout' },
  { prop: 'taskSecurityGroups', change: 'one added', before: inVpc(), after: inVpc((stack, vpc) => ({ taskSecurityGroups: [group(stack, 'More', vpc)] })), verdict: 'rollout' },
  { prop: 'taskSecurityGroups', change: 'in another order', before: inVpc((stack, vpc) => ({ taskSecurityGroups: ['A', 'B'].map((id) => group(stack, id, vpc)) })), after: inVpc((stack, vpc) => ({ taskSecurityGroups: ['B', 'A'].map((id) => group(stack, id, vpc)) })), verdict: 'nothing' },
  { prop: 'cluster', change: 'given', before: inVpc(), after: inVpc((stack, vpc) => ({ cluster: new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true }) })), verdict: 'replaced', lost: 'tasks beyond the first, until the new service has scaled out', takes: SECOND_INGRESS },
  { prop: 'enableExecuteCommand', change: 'on', before: NOTHING, after: () => ({ enableExecuteCommand: true }), verdict: 'rollout', takes: 'an endpoint before it' },
  { prop: 'logGroup', change: 'given', before: NOTHING, after: (stack) => ({ logGroup: new logs.LogGroup(stack, 'Log', { removalPolicy: RemovalPolicy.DESTROY }) }), verdict: 'rollout', lost: 'the log so far, unless it is retained first (below)' },
  { prop: 'accessLog', change: 'failures only', before: NOTHING, after: () => ({ accessLog: AccessLog.failuresOnly() }), verdict: 'rollout', lost: 'lines of what was forwarded, from then on' },
  { prop: 'logGroupClass', change: 'infrequent access', before: NOTHING, after: () => ({ logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS }), verdict: 'in place', lost: 'nothing is known: CloudWatch Logs says that a class cannot be changed', takes: 'choose it before the first deployment' },
  { prop: 'logRetention', change: 'another', before: NOTHING, after: () => ({ logRetention: logs.RetentionDays.ONE_YEAR }), verdict: 'in place', takes: 'seconds' },
  { prop: 'logEncryptionKey', change: 'given', before: NOTHING, after: (stack) => ({ logEncryptionKey: new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY }) }), verdict: 'in place', lost: 'nothing: older lines stay readable', takes: 'seconds' },
  { prop: 'logDriverMode', change: 'blocking', before: NOTHING, after: () => ({ logDriverMode: ecs.AwsLogDriverMode.BLOCKING }), verdict: 'rollout' },

  { prop: 'services', change: 'a name, then a parameter of the same value', before: services('api.example.com'), after: services('$Api'), verdict: 'rollout' },
  { prop: 'privateRecords', change: 'a name, then a parameter of the same value', before: records('api.example.com'), after: records('$Api'), verdict: 'in place', deployed: 'refused by AWS', lost: 'nothing: it is rolled back', takes: TWO_DEPLOYMENTS },
  { prop: 'publicZone', change: 'a name, then a parameter of the same value', before: published('api.example.com'), after: published('$Api'), verdict: 'rollout', deployed: 'refused by AWS', lost: 'nothing: it is rolled back', takes: TWO_DEPLOYMENTS },
  { prop: 'services', change: 'the same name twice', before: NOTHING, after: services('api.example.com', 'API.example.com'), verdict: 'refused at synth' },
  { prop: 'publicZone', change: 'a name outside of the zone', before: published('api.example.com'), after: published('api.example.org'), verdict: 'refused at synth' },
];

