export type { ClientOptions } from './clients';
export * from './edge';
export * from './exposure';
export * from './http-mode';
export { exposureOf, idleTimeoutOf } from './load-balancer';
export type { LoadBalancerOptions } from './load-balancer';
export type { PrivateLinkOptions } from './private-link';
export type { PublicRecordOptions } from './public-records';
export * from './record-routing';
