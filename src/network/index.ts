export * from './availability-zones';
export * from './deploy-time-ip-addresses';
export * from './network';
export * from './prefix-lists';
export * from './vpc-endpoints';
