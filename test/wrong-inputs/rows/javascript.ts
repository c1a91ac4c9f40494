import { CfnParameter, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  Egress, Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, ProxyImage, RecordRouting,
} from '../../../src';
import { GENERATED_NAME, service } from '../../ingress';
import { makeVpc, network } from '../fixtures';
import { AnyProps, ingress, refused, refusedAt, Row, warned } from '../row';

/** A call with these options, as plain JavaScript may give them. */
type Call = (options: never, stack: Stack) => void;

/** Options that are a text, nothing, or misspelt, wherever a function takes some. */
const options = (place: string, names: string, call: Call): Row[] => {
  const [, argument] = /\((\w+)\)$/.exec(place)!;
  const [first] = names.split(', ');
  return [
    refusedAt(place, 'type', 'another type', (stack) => call('1.30.7' as never, stack), `'${argument}' must be { ${names}`),
    refusedAt(place, 'type', 'null', (stack) => call(null as never, stack), `'${argument}' must be { ${names}`),
    refusedAt(place, 'type', 'another struct', (stack) => call({ unheardOf: 1 } as never, stack), `'${argument}' must be { ${names}`),
    refusedAt(place, 'type', 'a misspelt name', (stack) => call({ [`${first}x`]: undefined } as never, stack), `'${first}x' must be spelt '${first}', or else it has no effect`),
  ];
};

const repository = (stack: Stack) => ecr.Repository.fromRepositoryName(stack, 'Repository', 'nginx');
const METRIC = 'period, statistic, dimensionsMap, unit, label, color, account, region, stackAccount, stackRegion';

/** A prop that plain JavaScript gives as it likes. */
const prop = (place: keyof LatticeExternalIngressProps, fault: string, given: unknown, expected: string): Row =>
  refused(place, 'type', fault, () => ({ [place]: given }), `'${place}' must be ${expected}`);

const token = (place: string, fault: string, props: (stack: Stack) => AnyProps, name: string): Row =>
  refused(place, 'token', fault, props, `'${name}' must be known at synth`);

const flagToken = (stack: Stack) => new CfnParameter(stack, 'Flag').valueAsString;

/** What TypeScript, and jsii in other languages, would not let pass. */
export const JAVASCRIPT: Row[] = [
  ...options('HttpMode.proxy(options)', 'port', (given) => HttpMode.proxy(given)),
  ...options('HttpMode.redirectToHttps(options)', 'port', (given) => HttpMode.redirectToHttps(given)),
  ...options('Exposure.internet(options)', 'elasticIpAllocationIds', (given) => Exposure.internet(given)),
  ...options('RecordRouting.weighted(options)', 'healthCheck', (given) => RecordRouting.weighted('a', 1, given)),
  ...options('RecordRouting.latency(options)', 'healthCheck', (given) => RecordRouting.latency('a', 'eu-west-1', given)),
  ...options('RecordRouting.primary(options)', 'healthCheck', (given) => RecordRouting.primary('a', given)),
  ...options('RecordRouting.secondary(options)', 'healthCheck', (given) => RecordRouting.secondary('a', given)),
  ...options('Egress.existingRoutes(options)', 'to', (given) => Egress.existingRoutes(given)),
  ...options('Egress.interfaceEndpoints(options)', 'additionalServices, existing, additionalRepositories, additionalLogGroups', (given) => Egress.interfaceEndpoints(given)),
  ...options('LatticeAccess.vpcAssociation(options)', 'securityGroups, followServices', (given, stack) => LatticeAccess.vpcAssociation(network(stack), given)),
  ...options('LatticeAccess.serviceNetworkEndpoints(options)', 'subnets, securityGroups, revision, followServices', (given, stack) => LatticeAccess.serviceNetworkEndpoints([network(stack)], given)),
  ...options('LatticeService.fromDomainName(attributes)', 'hostedZoneId', (given) => LatticeService.fromDomainName(GENERATED_NAME, given)),
  ...options('ProxyImage.copyOnDeploy(options)', 'tagOrDigest, source, architecture, repository', (given) => ProxyImage.copyOnDeploy(given)),
  ...options('ProxyImage.buildOnDeploy(options)', 'dockerfile, revision, architecture, computeType', (given) => ProxyImage.buildOnDeploy(given)),
  ...options('ProxyImage.fromAsset(options)', 'architecture, file, target, buildArgs', (given) => ProxyImage.fromAsset('.', given)),
  ...options('ProxyImage.fromEcrRepository(options)', 'tagOrDigest, architecture', (given, stack) => ProxyImage.fromEcrRepository(repository(stack), given)),
  ...options('ProxyImage.fromRegistry(options)', 'architecture', (given) => ProxyImage.fromRegistry('registry.example.com/nginx', given)),
  ...options('LatticeExternalIngress.addAlarms(options)', 'actions, criticalActions, okActions, perZone', (given, stack) => ingress(stack, {}).addAlarms(given)),
  ...options('LatticeExternalIngress.metricHealthyHostCount(options)', METRIC, (given, stack) => ingress(stack, {}).metricHealthyHostCount(given)),
  ...options('LatticeExternalIngress.metricUnHealthyHostCount(options)', METRIC, (given, stack) => ingress(stack, {}).metricUnHealthyHostCount(given)),
  refusedAt('LatticeExternalIngress(props)', 'missing', 'not given', (stack) => new LatticeExternalIngress(stack, 'Ingress', undefined as never), '\'props\' must be an object with at least \'clients\' and \'lattice\', got undefined'),
  refusedAt('LatticeExternalIngress(props)', 'type', 'null', (stack) => new LatticeExternalIngress(stack, 'Ingress', null as never), '\'props\' must be an object with at least \'clients\' and \'lattice\', got null'),
  refusedAt('LatticeExternalIngress(props)', 'type', 'a list', (stack) => new LatticeExternalIngress(stack, 'Ingress', [] as never), '\'props\' must be an object with at least \'clients\' and \'lattice\', got []'),
  refusedAt('LatticeExternalIngress(props)', 'type', 'a text', (stack) => new LatticeExternalIngress(stack, 'Ingress', 'clients' as never), '\'props\' must be an object with at least \'clients\' and \'lattice\', got \'clients\''),
  warned('LatticeExternalIngress(props)', 'type', 'a misspelt name', () => ({ maxTask: 12 } as AnyProps), 'misspeltProp'),
  warned('LatticeExternalIngress(props)', 'type', 'a name in another case', () => ({ alloweddomains: ['api.example.com'] } as AnyProps), 'misspeltProp'),

  refused('IngressRoute.clients', 'type', 'a misspelt name, which would let in everybody', () => ({ services: [{ ...service('api.example.com'), client: [] }] }),
    '\'services[0].client\' must be spelt \'clients\', or else it has no effect'),
  refused('clients', 'missing', 'a hole in the list', () => ({ clients: [, ec2.Peer.ipv4('203.0.113.0/24')] }), '\'clients[0]\' must be given: remove the entry'),
  prop('clients', 'null', null, 'a list, got null'),
  prop('services', 'an object without a prototype', Object.create(null), 'a list, got {}'),
  prop('minTasks', 'a symbol', Symbol('three'), 'a number, got Symbol(three)'),
  prop('vpc', 'a function', () => 'vpc-1', 'a VPC, made or imported with ec2.Vpc, got a function'),
  prop('image', 'a text of a million characters', 'x'.repeat(1_000_000), `of the class ProxyImage, such as ProxyImage.copyOnDeploy(), got '${'x'.repeat(200)}...'`),
  prop('egress', 'a token', Lazy.any({ produce: () => 'nat' }), 'of the class Egress, such as Egress.interfaceEndpoints(), got a token'),
  prop('allowedDomains', 'a token that is no list', Lazy.any({ produce: () => [] }), 'a list, got a token'),
  prop('maxTasks', 'a list that is a token', Token.asList(Lazy.any({ produce: () => [9] })), 'a number, got a list that is a token'),
  refused('taskSubnets', 'type', 'ids of subnets', (stack) => ({ vpc: makeVpc(stack), taskSubnets: { subnets: ['subnet-1'] } }),
    '\'taskSubnets.subnets[0]\' must be a subnet, made or imported with ec2.Subnet, got \'subnet-1\''),
  refusedAt('AssetImageOptions.buildArgs', 'type', 'a value that is no text', () => ProxyImage.fromAsset('.', { buildArgs: { VERSION: 1 as never } }), '\'buildArgs.VERSION\' must be a text, got 1'),

  token('allowGuardDutyAgent', 'a token', (stack) => ({ allowGuardDutyAgent: flagToken(stack) }), 'allowGuardDutyAgent'),
  token('enableExecuteCommand', 'a token', (stack) => ({ enableExecuteCommand: flagToken(stack) }), 'enableExecuteCommand'),
  token('trafficProfile', 'a token', (stack) => ({ trafficProfile: flagToken(stack) }), 'trafficProfile'),
  token('logDriverMode', 'a token', (stack) => ({ logDriverMode: flagToken(stack) }), 'logDriverMode'),
  token('FollowServicesOptions.createZones', 'a token', (stack) => ({
    allowedDomains: ['*.apps.example.com'], lattice: LatticeAccess.vpcAssociation(network(stack), { followServices: { createZones: flagToken(stack) as never } }),
  }), 'followServices.createZones'),
  refusedAt('AddAlarmsOptions.perZone', 'token', 'a token', (stack) => ingress(stack, {}).addAlarms({ perZone: flagToken(stack) as never }), '\'perZone\' must be known at synth'),
];
