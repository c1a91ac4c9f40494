export type {
  ClientOptions, EdgeOptions, ExposureConfig, HttpListenerOptions, HttpModeConfig, InternetExposureOptions, ListenerOptions, LoadBalancerOptions,
  PrivateLinkOptions, PublicRecordOptions, RecordRoutingConfig,
} from './edge';
export { Exposure, HttpMode, RecordRouting } from './edge';
export type {
  LatticeAccessBindOptions, LatticeAccessConfig, LatticeOptions, LatticeServiceAttributes, PrivateRecord, PrivateRecordOptions,
  ServiceNetworkEndpointsOptions, VpcAssociationOptions,
} from './lattice';
export { LatticeAccess, LatticeService, LatticeServiceNetwork, LatticeServiceTarget } from './lattice';
export type { LatticeExternalIngressProps } from './lattice-external-ingress';
export { LatticeExternalIngress } from './lattice-external-ingress';
export type { AddAlarmsOptions, AlarmThresholds, IngressAlarms } from './monitoring';
export type {
  BroughtVpcOptions, EgressBindOptions, EgressConfig, EgressOptions, ExistingRoutesOptions, GuardDutyOptions, InterfaceEndpointsOptions,
  NetworkOptions, OwnVpcOptions,
} from './network';
export { AvailabilityZones, DeployTimeIpAddresses, Egress } from './network';
export type {
  AllowListOptions, AssetImageOptions, BuildOnDeployOptions, ClusterOptions, CopyOnDeployOptions, EcrImageOptions, ExecuteCommandOptions,
  ExistingImageOptions, ImageOptions, IngressService, LogOptions, ProxyImageConfig, ProxyOptions, ScalingOptions, ServiceOptions, TaskCapacity,
  TaskSizeOptions,
} from './proxy';
export { ProxyImage } from './proxy';
