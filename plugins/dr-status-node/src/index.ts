export * from './check';
export * from './configuredSources';
export * from './extensions';
export * from './outcomes';
export * from './source';
