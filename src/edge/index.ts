export * from './clients';
export * from './edge';
