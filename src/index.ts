export type {
  AddressFamilyOptions, ClientOptions, EdgeOptions, EndpointServiceOptions, ExposureOptions, HttpListenerOptions, HttpOptions,
  InternetExposureOptions, ListenerOptions, LoadBalancerOptions, PrivateLinkOptions, PublicRecordOptions, RecordRoutingOptions,
  RoutingPolicyOptions,
} from './edge';
export { Exposure, HttpMode, RecordRouting } from './edge';
export type {
  FollowedServiceNetworks, FollowServicesOptions, IngressRoute, LatticeAccessBindOptions, LatticeAccessConfig, LatticeAccessOptions,
  LatticeOptions, LatticeServiceAttributes, PrivateRecord, PrivateRecordOptions, ServiceNetworkEndpointsOptions, VpcAssociationOptions,
} from './lattice';
export { LatticeAccess, LatticeService, LatticeServiceNetwork, LatticeServiceTarget } from './lattice';
export type { LatticeExternalIngressProps } from './lattice-external-ingress';
export { LatticeExternalIngress } from './lattice-external-ingress';
export type { AddAlarmsOptions, AlarmThresholds, HostCountMetricOptions, IngressAlarms, IngressDeploymentAlarms, RolloutOptions } from './monitoring';
export type {
  AvailabilityZoneOptions, EgressBindOptions, EgressConfig, EgressEndpoints, EgressOptions, ExistingRoutesOptions, ExistingVpcOptions,
  GuardDutyOptions, InterfaceEndpointsOptions, NetworkOptions, NewVpcOptions, TrustedProxyOptions,
} from './network';
export { AvailabilityZones, DeployTimeIpAddresses, Egress } from './network';
export type {
  AccessLogOptions, AllowListOptions, AssetImageOptions, BuildOnDeployOptions, ClusterOptions, CopyOnDeployOptions, EcrImageOptions,
  ExecuteCommandOptions, ExistingImageOptions, ImageOptions, LogOptions, ProxyOptions, RestrictedDomain, ScalingOptions, ServiceOptions,
  TaskCapacity, TaskSizeOptions, TrafficProfileOptions,
} from './proxy';
export { AccessLog, ProxyImage, TrafficProfile } from './proxy';
