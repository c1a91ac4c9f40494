import { Place } from './places';
import { Kind } from './row';

/** Why a kind of fault cannot happen at a place, or is none there: the word in the table, and what it stands for. */
export const REASONS = {
  'optional': 'It may be left out, and has a default.',
  'one value': 'It is no list, and no text: it cannot be empty, and not hold something twice.',
  'none': 'An empty list is the default.',
  'once': 'The same entry twice means the same as once.',
  'any': 'Every value of its type is right.',
  'no place': 'It belongs to no Region, account or VPC.',
  'unsaid': 'It may be elsewhere, or the app cannot know where it is.',
  'alone': 'It has nothing to do with other props.',
  'no limit': 'AWS has no limit on it, or one that an account can have raised and that is far away.',
  'written': 'A token is allowed: it goes into the template unread.',
  'no token': 'It is a thing, which is known at synth. Texts in it may be tokens.',
  'by property': 'It is a struct: its properties have rows of their own.',
  'by entry': 'A list that is a token is refused by its name: each entry is checked, and an entry may be a token.',
} as const;

export type Reason = keyof typeof REASONS;

/** The reason that follows from what is optional, a list, a text or a number. */
export function reasonOf({ name, optional, list, form }: Place, kind: Kind): Reason | undefined {
  const standard: Partial<Record<Kind, Reason | false>> = {
    missing: optional && !list && 'optional',
    empty: !list && form !== 'text' && 'one value',
    twice: !list && 'one value',
    malformed: form === 'struct' ? 'by property' : (form === 'flag' || form === 'thing') && 'any',
    elsewhere: form === 'struct' ? 'by property' : (form === 'flag' || form === 'number') && 'no place',
    contradiction: form === 'struct' && 'by property',
    quota: form === 'struct' ? 'by property' : !list && 'no limit',
    token: form === 'struct' || form === 'thing' ? 'no token' : list && 'by entry',
  };
  return EXCEPTIONS[kind]?.[name] ?? (standard[kind] || undefined);
}

const places = (reason: Reason, names: string): Record<string, Reason> => Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, reason]));

const FURTHER = `InterfaceEndpointsOptions.additionalLogGroups InterfaceEndpointsOptions.additionalRepositories InterfaceEndpointsOptions.additionalServices
  EgressEndpoints.additional ServiceNetworkEndpointsOptions.securityGroups VpcAssociationOptions.securityGroups loadBalancerSecurityGroups taskSecurityGroups
  privateRecords AddAlarmsOptions.actions AddAlarmsOptions.criticalActions AddAlarmsOptions.okActions IngressDeploymentAlarms.alarmNames`;

const IDENTIFIERS = 'RecordRouting.latency(setIdentifier) RecordRouting.primary(setIdentifier) RecordRouting.secondary(setIdentifier) RecordRouting.weighted(setIdentifier)';

const PERCENTAGES = `AlarmThresholds.cpuUtilizationPercent AlarmThresholds.memoryUtilizationPercent AlarmThresholds.minEvents AlarmThresholds.refusalPercent
  AlarmThresholds.resetPercent AlarmThresholds.upstreamFailurePercent IngressDeploymentAlarms.minEvents IngressDeploymentAlarms.refusalPercent
  IngressDeploymentAlarms.upstreamFailurePercent`;

const BUILD = `BuildOnDeployOptions.architecture BuildOnDeployOptions.computeType BuildOnDeployOptions.dockerfile BuildOnDeployOptions.revision
  AssetImageOptions.architecture AssetImageOptions.buildArgs AssetImageOptions.file AssetImageOptions.target
  CopyOnDeployOptions.architecture ExistingImageOptions.architecture`;

const WRITTEN_FLAGS = 'crossZoneEnabled deletionProtection zonalShift';

const FLAGS = `${WRITTEN_FLAGS} AddAlarmsOptions.perZone`;

/** Where the reason does not follow from the type. A place that is in no list, and has no row, fails the check. */
const EXCEPTIONS: Partial<Record<Kind, Record<string, Reason>>> = {
  empty: {
    ...places('none', FURTHER),
    ...places('any', 'BuildOnDeployOptions.revision ServiceNetworkEndpointsOptions.revision AssetImageOptions.file AssetImageOptions.target'),
  },
  twice: places('once', `AddAlarmsOptions.actions AddAlarmsOptions.criticalActions AddAlarmsOptions.okActions
    LatticeExternalIngress.authPolicyStatement(principals)`),
  malformed: places('any', 'BuildOnDeployOptions.revision ServiceNetworkEndpointsOptions.revision AssetImageOptions.file AssetImageOptions.target'),
  elsewhere: {
    ...places('no place', `InternetExposureOptions.elasticIpAllocationIds ServiceNetworkEndpointsOptions.revision trustedProxies clients ExistingRoutesOptions.to http
      ipAddresses flowLogs egress ipAddressType exposure idleTimeout publicZone recordRouting RoutingPolicyOptions.healthCheck allowedDomains restrictedDomains IngressRoute.domainName RestrictedDomain.domainName trafficProfile scalingCooldown
      deploymentAlarms IngressDeploymentAlarms.alarmNames accessLog logDriverMode logGroupClass logRetention PrivateRecord.domainName lattice privateLink PrivateLinkOptions.allowedPrincipals
      AddAlarmsOptions.actions AddAlarmsOptions.criticalActions AddAlarmsOptions.okActions HostCountMetricOptions.targetGroup
      LatticeServiceAttributes.hostedZoneId CopyOnDeployOptions.source CopyOnDeployOptions.tagOrDigest EcrImageOptions.tagOrDigest DeployTimeIpAddresses.cidr(cidrBlock)
      LatticeExternalIngress.authPolicyStatement(principals) LatticeServiceNetwork.fromServiceNetworkId(serviceNetworkId) LatticeServiceTarget(service)
      ProxyImage.fromAsset(directory) ProxyImage.fromRegistry(name) InterfaceEndpointsOptions.additionalServices ${IDENTIFIERS} ${BUILD}`),
    ...places('no place', 'FollowServicesOptions.interval VpcAssociationOptions.followServices ServiceNetworkEndpointsOptions.followServices'),
    ...places('unsaid', 'clients ExistingRoutesOptions.to InternetExposureOptions.elasticIpAllocationIds flowLogs publicZone PrivateLinkOptions.allowedPrincipals'),
  },
  contradiction: places('alone', `IngressDeploymentAlarms.alarmNames FollowServicesOptions.interval FollowServicesOptions.createZones ${FLAGS} ${IDENTIFIERS} ${PERCENTAGES} ${BUILD}
    InterfaceEndpointsOptions.additionalLogGroups InterfaceEndpointsOptions.additionalRepositories InterfaceEndpointsOptions.additionalServices EgressEndpoints.additional
    ServiceNetworkEndpointsOptions.revision ServiceNetworkEndpointsOptions.securityGroups ServiceNetworkEndpointsOptions.subnets VpcAssociationOptions.securityGroups
    loadBalancerSecurityGroups taskSecurityGroups RoutingPolicyOptions.healthCheck idleTimeout privateLink trafficProfile scalingCooldown targetCpuUtilizationPercent logDriverMode
    PrivateLinkOptions.allowedPrincipals HostCountMetricOptions.targetGroup
    LatticeServiceAttributes.hostedZoneId IngressRoute.domainName RestrictedDomain.domainName CopyOnDeployOptions.repository CopyOnDeployOptions.source CopyOnDeployOptions.tagOrDigest EcrImageOptions.tagOrDigest
    AccessLog.sampled(percent) AvailabilityZones.count(count) AvailabilityZones.named(names) DeployTimeIpAddresses.cidr(cidrBlock)
    LatticeAccess.serviceNetworkEndpoints(serviceNetworks) LatticeAccess.vpcAssociation(serviceNetwork) LatticeExternalIngress.authPolicyStatement(principals)
    LatticeService.fromCfnService(service) LatticeServiceNetwork.fromServiceNetworkArn(serviceNetworkArn) LatticeServiceNetwork.fromServiceNetworkId(serviceNetworkId)
    LatticeServiceTarget(service) ProxyImage.fromAsset(directory) ProxyImage.fromEcrRepository(repository) RecordRouting.latency(region) RecordRouting.weighted(weight)`),
  token: {
    ...places('written', `HttpListenerOptions.port ServiceNetworkEndpointsOptions.revision tlsPort IngressRoute.domainName RestrictedDomain.domainName PrivateRecord.domainName maxTasks minTasks
      targetConnectionsPerTask targetCpuUtilizationPercent ${PERCENTAGES} LatticeServiceAttributes.hostedZoneId AssetImageOptions.file AssetImageOptions.target EcrImageOptions.tagOrDigest
      AvailabilityZones.count(count) DeployTimeIpAddresses.cidr(cidrBlock) LatticeService.fromDomainName(domainName) LatticeServiceNetwork.fromServiceNetworkArn(serviceNetworkArn)
      LatticeServiceNetwork.fromServiceNetworkId(serviceNetworkId) ProxyImage.fromAsset(directory) ProxyImage.fromRegistry(name) RecordRouting.latency(region)
      ${IDENTIFIERS} RecordRouting.weighted(weight) logRetention logGroupClass ipAddressType BuildOnDeployOptions.computeType PrivateLinkOptions.acceptanceRequired ${WRITTEN_FLAGS}`),
  },
  quota: places('no limit', `IngressDeploymentAlarms.alarmNames InterfaceEndpointsOptions.additionalLogGroups InterfaceEndpointsOptions.additionalRepositories InterfaceEndpointsOptions.additionalServices
    EgressEndpoints.additional ServiceNetworkEndpointsOptions.securityGroups loadBalancerSecurityGroups ExistingRoutesOptions.to InternetExposureOptions.elasticIpAllocationIds
    trustedProxies PrivateLinkOptions.allowedPrincipals privateRecords IngressRoute.clients RestrictedDomain.clients restrictedDomains FollowServicesOptions.zones AddAlarmsOptions.actions AddAlarmsOptions.criticalActions AddAlarmsOptions.okActions
    LatticeAccess.serviceNetworkEndpoints(serviceNetworks) LatticeExternalIngress.authPolicyStatement(principals)`),
};
