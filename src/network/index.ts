export * from './availability-zones';
export type { BroughtVpcOptions } from './brought-vpc';
export * from './deploy-time-ip-addresses';
export * from './egress';
export * from './network';
export type { OwnVpcOptions } from './own-vpc';
export * from './prefix-lists';
