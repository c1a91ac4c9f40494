export * from './capacity';
export * from './configuration';
export * from './nginx-conf';
