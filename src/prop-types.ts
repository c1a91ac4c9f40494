import { Annotations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { EdgeOptions, Exposure, HttpMode, PrivateLinkOptions, RecordRouting } from './edge';
import { IngressRoute, LatticeAccess, LatticeOptions, LatticeService, PrivateRecord } from './lattice';
import { IngressDeploymentAlarms, RolloutOptions } from './monitoring';
import { AvailabilityZones, Egress, NetworkOptions } from './network';
import * as cdk from './private/cdk-type-checks';
import { choice, duration, flag, instance, known, listOf, misspeltIn, number, requireTypes, struct, text, TypeChecks } from './private/type-checks';
import { invalid } from './private/validation';
import { AccessLog, AllowListOptions, ProxyImage, ProxyOptions, RestrictedDomain, TrafficProfile } from './proxy';

type Props = NetworkOptions & EdgeOptions & AllowListOptions & ProxyOptions & LatticeOptions & RolloutOptions;

const latticeService = instance(LatticeService, 'LatticeService.fromCfnService(apiService)');

const network: TypeChecks<NetworkOptions> = {
  vpc: cdk.vpc,
  loadBalancerSubnets: cdk.subnetSelection,
  taskSubnets: cdk.subnetSelection,
  trustedProxies: listOf(text),
  ipAddresses: cdk.ipAddresses,
  availabilityZones: instance(AvailabilityZones, 'AvailabilityZones.count(2)'),
  flowLogs: cdk.flowLogDestination,
  egress: instance(Egress, 'Egress.interfaceEndpoints()'),
  allowGuardDutyAgent: known(flag, 'rules and permissions follow from it'),
};

const edge: TypeChecks<EdgeOptions> = {
  clients: listOf(cdk.peer),
  tlsPort: number,
  http: instance(HttpMode, 'HttpMode.off()'),
  loadBalancerSecurityGroups: listOf(cdk.securityGroup),
  exposure: instance(Exposure, 'Exposure.internet()'),
  ipAddressType: choice('elbv2.IpAddressType', elbv2.IpAddressType),
  crossZoneEnabled: flag,
  deletionProtection: flag,
  zonalShift: flag,
  idleTimeout: duration,
  privateLink: struct<PrivateLinkOptions>('{ allowedPrincipals: [...] }', { allowedPrincipals: listOf(cdk.arnPrincipal), acceptanceRequired: flag }),
  publicZone: cdk.hostedZone,
  recordRouting: instance(RecordRouting, 'RecordRouting.simple()'),
};

const allowList: TypeChecks<AllowListOptions> = {
  services: listOf(struct<IngressRoute>('{ domainName, service }', { domainName: text, service: latticeService, clients: listOf(cdk.peer), tlsListenerPort: number, httpListenerPort: number })),
  allowedDomains: listOf(text),
  restrictedDomains: listOf(struct<RestrictedDomain>('{ domainName, clients }', { domainName: text, clients: listOf(cdk.peer) })),
};

const proxy: TypeChecks<ProxyOptions> = {
  image: instance(ProxyImage, 'ProxyImage.copyOnDeploy()'),
  cpu: number,
  memoryLimitMiB: number,
  trafficProfile: known(choice('TrafficProfile', TrafficProfile), 'the limits of a task follow from it'),
  minTasks: number,
  maxTasks: number,
  targetCpuUtilizationPercent: number,
  targetConnectionsPerTask: number,
  scalingCooldown: duration,
  fargateSpotPercent: number,
  taskSecurityGroups: listOf(cdk.securityGroup),
  cluster: cdk.cluster,
  accessLog: instance(AccessLog, 'AccessLog.all()'),
  logGroup: cdk.logGroup,
  logRetention: choice('logs.RetentionDays', logs.RetentionDays),
  logGroupClass: choice('logs.LogGroupClass', logs.LogGroupClass),
  logEncryptionKey: cdk.encryptionKey,
  logDriverMode: known(choice('ecs.AwsLogDriverMode', ecs.AwsLogDriverMode), 'the size of its buffer follows from it'),
  enableExecuteCommand: known(flag, 'an endpoint and permissions follow from it'),
};

const lattice: TypeChecks<LatticeOptions> = {
  lattice: instance(LatticeAccess, 'LatticeAccess.vpcAssociation(serviceNetwork)'),
  privateRecords: listOf(struct<PrivateRecord>('{ domainName, service }', { domainName: text, service: latticeService, zone: cdk.hostedZone })),
};

const rollout: TypeChecks<RolloutOptions> = {
  deploymentAlarms: struct<IngressDeploymentAlarms>('{ refusalPercent, alarmNames }', {
    refusalPercent: number, upstreamFailurePercent: number, minEvents: number, alarmNames: listOf(text),
  }),
};

const all: TypeChecks<Props> = { ...network, ...edge, ...allowList, ...proxy, ...lattice, ...rollout };

/**
 * Throws where a prop is of another type than TypeScript asks for. A prop without a check does not compile.
 *
 * Props of other names may be those of a subclass, so one that looks misspelt is a warning.
 */
export function requirePropTypes(scope: IConstruct, props: Props): void {
  if (typeof props !== 'object' || props === null || Array.isArray(props)) {
    throw invalid('props', 'be an object with at least \'clients\' and \'lattice\'', props);
  }
  for (const { written, meant } of misspeltIn(props, all)) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:misspeltProp',
      `'${written}' is no prop of the ingress and has no effect, but '${meant}' is one: rename it, or acknowledge this warning if it is a prop of your own.`);
  }
  requireTypes(props, all);
}
