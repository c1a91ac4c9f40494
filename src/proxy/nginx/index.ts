export * from './capacity';
export * from './configuration';
export * from './nginx-conf';
export { SOCKET_CONTROLS } from './sockets';
