export * from './annotations';
export * from './drift';
