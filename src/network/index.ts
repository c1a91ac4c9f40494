export * from './availability-zones';
export type { BroughtVpcOptions } from './brought-vpc';
export * from './deploy-time-ip-addresses';
export * from './egress';
export type { GuardDutyOptions } from './guard-duty';
export * from './network';
export type { OwnVpcOptions } from './own-vpc';
export * from './prefix-lists';
