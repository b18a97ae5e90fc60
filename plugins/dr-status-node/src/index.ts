export * from './check';
export * from './extensions';
export * from './source';
