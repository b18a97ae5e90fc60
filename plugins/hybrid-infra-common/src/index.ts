export * from './cidr';
export * from './discovery';
export * from './estate';
export * from './model';
export * from './permissions';
export * from './resilience';
