export * from './egress';
export type { EgressBindOptions, EgressConfig } from './egress-bind';
export type { EgressEndpoints } from './egress-endpoints';
export type { ExistingRoutesOptions } from './existing-routes';
export type { InterfaceEndpointsOptions } from './interface-endpoints';
export * from './shared-egress';
