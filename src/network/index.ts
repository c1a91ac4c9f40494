export * from './availability-zones';
export { Egress } from './aws-apis';
export type { EgressBindOptions, EgressConfig, EgressEndpoints, EgressOptions, ExistingRoutesOptions, InterfaceEndpointsOptions } from './aws-apis';
export * from './deploy-time-ip-addresses';
export type { ExistingVpcOptions } from './existing-vpc';
export type { GuardDutyOptions } from './guard-duty';
export * from './network';
export type { NewVpcOptions } from './new-vpc';
export * from './prefix-lists';
