export * from './availability-zones';
export type { ExistingVpcOptions } from './existing-vpc';
export * from './deploy-time-ip-addresses';
export * from './egress';
export type { EgressEndpoints } from './egress-endpoints';
export type { GuardDutyOptions } from './guard-duty';
export * from './network';
export type { NewVpcOptions } from './new-vpc';
export * from './prefix-lists';
