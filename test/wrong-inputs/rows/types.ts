import { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  AccessLog, AvailabilityZones, DeployTimeIpAddresses, Egress, Exposure, HttpMode, LatticeAccess, LatticeService, LatticeServiceTarget, ProxyImage,
  RecordRouting,
} from '../../../src';
import { GENERATED_NAME, service } from '../../ingress';
import { network } from '../fixtures';
import { ingress, refused, refusedAt, Row } from '../row';

/** A value of the wrong type for a prop, and what the prop must be. */
const prop = (place: string, given: unknown, expected: string): Row => refused(place, 'type', 'another type', () => ({ [place]: given }), `'${place}' must be ${expected}`);

/** The same for a property of a struct, or for an argument. */
const at = (place: string, name: string, expected: string, make: (stack: Stack) => void, fault = 'another type'): Row => refusedAt(place, 'type', fault, make, `'${name}' must be ${expected}`);

const NUMBER = 'a number, got \'many\'';
const FLAG = 'true or false, got \'yes\'';
const repository = (stack: Stack) => ecr.Repository.fromRepositoryName(stack, 'Repository', 'nginx');
const endpoints = (options: object) => () => Egress.interfaceEndpoints(options);
const alarms = (options: object) => (stack: Stack) => ingress(stack, {}).addAlarms(options);
const record = (given: object) => (stack: Stack) => ingress(stack, { privateRecords: [{ domainName: 'api.example.com', service: LatticeService.fromDomainName(GENERATED_NAME), ...given }] });

/** What plain JavaScript may give where TypeScript would not compile. Python checks the types of arguments itself. */
export const TYPES: Row[] = [
  prop('lattice', 'sn-1', 'of the class LatticeAccess, such as LatticeAccess.vpcAssociation(serviceNetwork), got \'sn-1\''),
  prop('vpc', 'vpc-1', 'a VPC, made or imported with ec2.Vpc, got \'vpc-1\''),
  prop('trustedProxies', '10.0.0.0/24', 'a list, got \'10.0.0.0/24\''),
  prop('ipAddresses', '10.0.0.0/16', 'an IP address range, such as ec2.IpAddresses.cidr(\'10.0.0.0/16\'), got \'10.0.0.0/16\''),
  prop('availabilityZones', 2, 'of the class AvailabilityZones, such as AvailabilityZones.count(2), got 2'),
  prop('flowLogs', 'mine', 'an ec2.FlowLogDestination, such as ec2.FlowLogDestination.toCloudWatchLogs(), got \'mine\''),
  prop('egress', 'nat', 'of the class Egress, such as Egress.interfaceEndpoints(), got \'nat\''),
  prop('allowGuardDutyAgent', 'yes', FLAG),
  prop('tlsPort', 'many', NUMBER),
  prop('http', 'off', 'of the class HttpMode, such as HttpMode.off(), got \'off\''),
  prop('loadBalancerSecurityGroups', 'sg-1', 'a list, got \'sg-1\''),
  prop('exposure', 'private', 'of the class Exposure, such as Exposure.internet(), got \'private\''),
  prop('ipAddressType', 'IPv4', 'one of elbv2.IpAddressType.IPV4, elbv2.IpAddressType.DUAL_STACK, '),
  prop('crossZoneEnabled', 'yes', FLAG),
  prop('deletionProtection', 'yes', FLAG),
  prop('zonalShift', 'yes', FLAG),
  prop('idleTimeout', 350, 'a Duration, such as Duration.seconds(60), got 350'),
  prop('privateLink', true, '{ allowedPrincipals: [...] }, got true'),
  prop('publicZone', 'example.com', 'a hosted zone, made or imported with route53.HostedZone, got \'example.com\''),
  prop('recordRouting', 'simple', 'of the class RecordRouting, such as RecordRouting.simple(), got \'simple\''),
  prop('image', 'nginx', 'of the class ProxyImage, such as ProxyImage.copyOnDeploy(), got \'nginx\''),
  prop('cpu', 'many', NUMBER),
  prop('memoryLimitMiB', 'many', NUMBER),
  prop('trafficProfile', 'FAST', 'one of TrafficProfile.MANY_SESSIONS, TrafficProfile.BALANCED, TrafficProfile.LARGE_TRANSFERS, got \'FAST\''),
  prop('minTasks', 'many', NUMBER),
  prop('maxTasks', 'many', NUMBER),
  prop('targetCpuUtilizationPercent', 'many', NUMBER),
  prop('targetConnectionsPerTask', 'many', NUMBER),
  prop('scalingCooldown', 60, 'a Duration, such as Duration.seconds(60), got 60'),
  prop('fargateSpotPercent', 'many', NUMBER),
  prop('taskSecurityGroups', 'sg-1', 'a list, got \'sg-1\''),
  prop('cluster', 'mine', 'an ECS cluster, made or imported with ecs.Cluster, got \'mine\''),
  prop('accessLog', true, 'of the class AccessLog, such as AccessLog.all(), got true'),
  prop('logGroup', 'mine', 'a log group, made or imported with logs.LogGroup, got \'mine\''),
  prop('logRetention', 10, 'one of logs.RetentionDays.ONE_DAY, '),
  prop('logGroupClass', 'CHEAP', 'one of logs.LogGroupClass.STANDARD, logs.LogGroupClass.INFREQUENT_ACCESS, got \'CHEAP\''),
  prop('logEncryptionKey', 'arn', 'a KMS key, made or imported with kms.Key, got \'arn\''),
  prop('logDriverMode', 'fast', 'one of ecs.AwsLogDriverMode.BLOCKING, ecs.AwsLogDriverMode.NON_BLOCKING, got \'fast\''),
  prop('enableExecuteCommand', 'yes', FLAG),
  prop('deploymentAlarms', true, '{ refusalPercent, alarmNames }'),
  ...['refusalPercent', 'upstreamFailurePercent', 'minEvents'].map((name) =>
    at(`IngressDeploymentAlarms.${name}`, `deploymentAlarms.${name}`, NUMBER, (stack) => ingress(stack, { deploymentAlarms: { [name]: 'many' } }))),
  at('IngressDeploymentAlarms.alarmNames', 'deploymentAlarms.alarmNames[0]', 'a text, got 1', (stack) => ingress(stack, { deploymentAlarms: { alarmNames: [1] } })),
  prop('privateRecords', {}, 'a list, got {}'),

  at('services', 'services[0]', '{ domainName, service }, got \'api.example.com\'', (stack) => ingress(stack, { services: ['api.example.com'] }), 'an entry is a text'),
  at('restrictedDomains', 'restrictedDomains[0]', '{ domainName, clients }, got \'api.example.com\'', (stack) => ingress(stack, { restrictedDomains: ['api.example.com'] }), 'an entry is a text'),
  at('privateRecords', 'privateRecords[0]', '{ domainName, service }, got \'api.example.com\'', (stack) => ingress(stack, { privateRecords: ['api.example.com'] }), 'an entry is a text'),
  at('IngressRoute.domainName', 'services[0].domainName', 'a text, got 1', (stack) => ingress(stack, { services: [{ ...service('a.example.com'), domainName: 1 }] })),
  at('IngressRoute.service', 'services[0].service', 'of the class LatticeService, such as LatticeService.fromCfnService(apiService), got \'svc-1\'', (stack) => ingress(stack, { services: [{ domainName: 'a.example.com', service: 'svc-1' }] })),
  at('PrivateRecord.domainName', 'privateRecords[0].domainName', 'a text, got 1', record({ domainName: 1 })),
  at('PrivateRecord.service', 'privateRecords[0].service', 'of the class LatticeService', record({ service: 'svc-1' })),
  at('PrivateRecord.zone', 'privateRecords[0].zone', 'a hosted zone', record({ zone: 'example.com' })),
  at('PrivateLinkOptions.allowedPrincipals', 'privateLink.allowedPrincipals[0]', 'an iam.ArnPrincipal', (stack) => ingress(stack, { privateLink: { allowedPrincipals: ['111122223333'] } })),
  at('PrivateLinkOptions.acceptanceRequired', 'privateLink.acceptanceRequired', FLAG, (stack) => ingress(stack, { privateLink: { allowedPrincipals: [], acceptanceRequired: 'yes' } })),
  at('AccessLog.sampled(percent)', 'percent', NUMBER, () => AccessLog.sampled('many' as never)),
  at('AvailabilityZones.count(count)', 'count', NUMBER, () => AvailabilityZones.count('many' as never)),
  at('AvailabilityZones.named(names)', 'names[0]', 'a text, got 1', () => AvailabilityZones.named(1 as never)),
  at('DeployTimeIpAddresses.cidr(cidrBlock)', 'cidrBlock', 'a text, got 1', () => DeployTimeIpAddresses.cidr(1 as never)),
  at('InternetExposureOptions.elasticIpAllocationIds', 'elasticIpAllocationIds', 'a list, got \'eipalloc-1\'', () => Exposure.internet({ elasticIpAllocationIds: 'eipalloc-1' as never })),
  at('HttpListenerOptions.port', 'port', NUMBER, () => HttpMode.proxy({ port: 'many' as never })),
  at('ExistingRoutesOptions.to', 'to[0]', 'an ec2.Peer', () => Egress.existingRoutes({ to: ['10.0.0.0/16' as never] })),
  at('InterfaceEndpointsOptions.additionalServices', 'additionalServices[0]', 'an ec2.InterfaceVpcEndpointAwsService', endpoints({ additionalServices: ['kms'] })),
  at('InterfaceEndpointsOptions.existing', 'existing', 'the endpoints of the VPC', endpoints({ existing: [] })),
  at('InterfaceEndpointsOptions.additionalRepositories', 'additionalRepositories[0]', 'a repository of ECR', endpoints({ additionalRepositories: ['nginx'] })),
  at('InterfaceEndpointsOptions.additionalLogGroups', 'additionalLogGroups[0]', 'a log group', endpoints({ additionalLogGroups: ['mine'] })),
  ...['ecr', 'ecrDocker', 'cloudWatchLogs', 'ecs', 'ecsAgent', 'ecsTelemetry', 'ssmMessages', 'kms'].map((name) =>
    at(`EgressEndpoints.${name}`, `existing.${name}`, 'an interface endpoint', endpoints({ existing: { [name]: 'vpce-1' } }))),
  at('EgressEndpoints.s3', 'existing.s3', 'a gateway endpoint', endpoints({ existing: { s3: 'vpce-1' } })),
  at('EgressEndpoints.additional', 'existing.additional[0]', 'an interface endpoint', endpoints({ existing: { additional: ['vpce-1'] } })),
  at('LatticeAccess.vpcAssociation(serviceNetwork)', 'serviceNetwork', 'a CfnServiceNetwork, or one imported with LatticeServiceNetwork, got \'sn-1\'', () => LatticeAccess.vpcAssociation('sn-1' as never)),
  at('VpcAssociationOptions.securityGroups', 'securityGroups[0]', 'a security group', (stack) => LatticeAccess.vpcAssociation(network(stack), { securityGroups: ['sg-1' as never] })),
  at('LatticeAccess.serviceNetworkEndpoints(serviceNetworks)', 'serviceNetworks', 'a list, got \'sn-1\'', () => LatticeAccess.serviceNetworkEndpoints('sn-1' as never)),
  at('LatticeAccess.serviceNetworkEndpoints(serviceNetworks)', 'serviceNetworks[0]', 'a CfnServiceNetwork, or one imported with LatticeServiceNetwork, got \'sn-1\'',
    () => LatticeAccess.serviceNetworkEndpoints(['sn-1'] as never), 'an id'),
  at('ServiceNetworkEndpointsOptions.subnets', 'subnets', 'an ec2.SubnetSelection', (stack) => LatticeAccess.serviceNetworkEndpoints([network(stack)], { subnets: [] as never })),
  at('ServiceNetworkEndpointsOptions.securityGroups', 'securityGroups', 'a list', (stack) => LatticeAccess.serviceNetworkEndpoints([network(stack)], { securityGroups: 'sg-1' as never })),
  at('ServiceNetworkEndpointsOptions.revision', 'revision', 'a text, got 1', (stack) => LatticeAccess.serviceNetworkEndpoints([network(stack)], { revision: 1 as never })),
  at('LatticeService.fromDomainName(domainName)', 'domainName', 'a text, got 1', () => LatticeService.fromDomainName(1 as never)),
  at('LatticeServiceAttributes.hostedZoneId', 'hostedZoneId', 'a text, got 1', () => LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 1 as never })),
  at('LatticeService.fromCfnService(service)', 'service', 'a CfnService of aws-cdk-lib/aws-vpclattice, got \'svc-1\'', () => LatticeService.fromCfnService('svc-1' as never)),
  at('LatticeServiceTarget(service)', 'service', 'of the class LatticeService', () => new LatticeServiceTarget('svc-1' as never)),
  at('RecordRouting.weighted(weight)', 'weight', NUMBER, () => RecordRouting.weighted('a', 'many' as never)),
  at('RoutingPolicyOptions.healthCheck', 'healthCheck', 'a health check, made or imported with route53.HealthCheck, got \'a\'', () => RecordRouting.primary('a', { healthCheck: 'a' as never })),
  at('RecordRouting.latency(region)', 'region', 'a text, got 1', () => RecordRouting.latency('a', 1 as never)),
  at('ProxyImage.fromRegistry(name)', 'name', 'a text, got 1', () => ProxyImage.fromRegistry(1 as never)),
  at('ProxyImage.fromAsset(directory)', 'directory', 'a text, got 1', () => ProxyImage.fromAsset(1 as never)),
  at('ProxyImage.fromEcrRepository(repository)', 'repository', 'a repository of ECR', () => ProxyImage.fromEcrRepository('nginx' as never)),
  at('EcrImageOptions.tagOrDigest', 'tagOrDigest', 'a text, got 1', (stack) => ProxyImage.fromEcrRepository(repository(stack), { tagOrDigest: 1 as never })),
  at('ExistingImageOptions.architecture', 'architecture', 'an ecs.CpuArchitecture', () => ProxyImage.fromRegistry('nginx', { architecture: 'ARM64' as never })),
  at('CopyOnDeployOptions.tagOrDigest', 'tagOrDigest', 'a text, got 1', () => ProxyImage.copyOnDeploy({ tagOrDigest: 1 as never })),
  at('CopyOnDeployOptions.source', 'source', 'a text, got 1', () => ProxyImage.copyOnDeploy({ source: 1 as never })),
  at('CopyOnDeployOptions.architecture', 'architecture', 'an ecs.CpuArchitecture', () => ProxyImage.copyOnDeploy({ architecture: 'ARM64' as never })),
  at('CopyOnDeployOptions.repository', 'repository', 'a repository of ECR', () => ProxyImage.copyOnDeploy({ repository: 'nginx' as never })),
  at('BuildOnDeployOptions.dockerfile', 'dockerfile', 'a text, got 1', () => ProxyImage.buildOnDeploy({ dockerfile: 1 as never })),
  at('BuildOnDeployOptions.revision', 'revision', 'a text, got 1', () => ProxyImage.buildOnDeploy({ revision: 1 as never })),
  at('BuildOnDeployOptions.architecture', 'architecture', 'an ecs.CpuArchitecture', () => ProxyImage.buildOnDeploy({ architecture: 'ARM64' as never })),
  at('BuildOnDeployOptions.computeType', 'computeType', 'one of codebuild.ComputeType.SMALL', () => ProxyImage.buildOnDeploy({ computeType: 'LARGE' as never })),
  at('AssetImageOptions.architecture', 'architecture', 'an ecs.CpuArchitecture', () => ProxyImage.fromAsset('.', { architecture: 'ARM64' as never })),
  at('AssetImageOptions.file', 'file', 'a text, got 1', () => ProxyImage.fromAsset('.', { file: 1 as never })),
  at('AssetImageOptions.target', 'target', 'a text, got 1', () => ProxyImage.fromAsset('.', { target: 1 as never })),
  at('AssetImageOptions.buildArgs', 'buildArgs', 'texts by their names', () => ProxyImage.fromAsset('.', { buildArgs: 'A=1' as never })),
  ...['actions', 'criticalActions', 'okActions'].map((name) => at(`AddAlarmsOptions.${name}`, `${name}[0]`, 'an alarm action', alarms({ [name]: ['arn'] }))),
  at('AddAlarmsOptions.perZone', 'perZone', FLAG, alarms({ perZone: 'yes' })),
  ...['cpuUtilizationPercent', 'memoryUtilizationPercent', 'resetPercent', 'refusalPercent', 'upstreamFailurePercent', 'minEvents']
    .map((name) => at(`AlarmThresholds.${name}`, name, NUMBER, alarms({ [name]: 'many' }))),
  at('HostCountMetricOptions.targetGroup', 'targetGroup', 'a target group of the ingress, got \'tls\'', (stack) => ingress(stack, {}).metricHealthyHostCount({ targetGroup: 'tls' as never })),
  at('LatticeExternalIngress.authPolicyStatement(principals)', 'principals[0]', 'a principal', (stack) => ingress(stack, {}).authPolicyStatement('*' as never)),
];
