export * from './lattice';
export * from './lattice-access';
export * from './lattice-service';
export * from './lattice-service-network';
