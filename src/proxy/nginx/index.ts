export * from './capacity';
export * from './configuration';
export { GENERATED_NAME_BYTES } from '../../private/generated-names';
export { BOUND_LOG, BOUNDED_LOG } from './log-bound';
export { listsClients, listsName, WRITE_NGINX_CONF } from './conf-template';
export * from './nginx-conf';
export { socketControlsOf } from './socket-memory';
export * from './traffic-profile';
export * from './writable-path';
