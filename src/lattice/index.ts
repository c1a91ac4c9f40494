export type { IngressRoute } from './ingress-route';
export * from './lattice';
export * from './lattice-access';
export * from './lattice-service';
export * from './lattice-service-network';
export * from './lattice-service-target';
export type { PrivateRecord, PrivateRecordOptions } from './private-records';
export type { ServiceNetworkEndpointsOptions } from './service-network-endpoints';
export type { VpcAssociationOptions } from './vpc-association';
