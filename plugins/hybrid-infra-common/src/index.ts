export * from './cidr';
export * from './estate';
export * from './model';
export * from './resilience';
