export { ClientOptions, EdgeOptions } from './edge';
export {
  LatticeAccess, LatticeAccessBindOptions, LatticeOptions, LatticeService, LatticeServiceNetwork,
} from './lattice';
export { LatticeExternalIngress, LatticeExternalIngressProps } from './lattice-external-ingress';
export { AvailabilityZones, DeployTimeIpAddresses, NetworkOptions } from './network';
export {
  AllowListOptions, CopyOnDeployOptions, EcrImageOptions, ExistingImageOptions, ImageOptions, IngressService,
  ProxyImage, ProxyImageConfig, ProxyOptions, ScalingOptions, TaskSizeOptions,
} from './proxy';
