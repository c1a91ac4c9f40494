export type { ClientOptions, EdgeOptions } from './edge';
export type { LatticeAccessBindOptions, LatticeOptions } from './lattice';
export { LatticeAccess, LatticeService, LatticeServiceNetwork } from './lattice';
export type { LatticeExternalIngressProps } from './lattice-external-ingress';
export { LatticeExternalIngress } from './lattice-external-ingress';
export type { NetworkOptions } from './network';
export { AvailabilityZones, DeployTimeIpAddresses } from './network';
export type {
  AllowListOptions, CopyOnDeployOptions, EcrImageOptions, ExistingImageOptions, ImageOptions, IngressService, ProxyImageConfig, ProxyOptions,
  ScalingOptions, TaskSizeOptions,
} from './proxy';
export { ProxyImage } from './proxy';
