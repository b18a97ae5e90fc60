export * from './api';
export * from './observation';
export * from './permissions';
export * from './resilienceHub';
export * from './rollup';
export * from './verdict';
