export * from './egress';
export type { EgressBindOptions, EgressConfig } from './egress-bind';
export type { EgressEndpoints } from './egress-endpoints';
export type { ExecSessions } from './exec-sessions';
export { letSessionsThrough, servicesOfSessions } from './exec-sessions';
export type { ExistingRoutesOptions } from './existing-routes';
export type { InterfaceEndpointsOptions } from './interface-endpoints';
export { rememberEgress } from './remembered-egress';
export * from './shared-egress';
