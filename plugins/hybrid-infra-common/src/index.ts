export * from './cidr';
export * from './estate';
