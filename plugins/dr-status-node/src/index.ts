export * from './check';
export * from './ConfiguredSource';
export * from './configuredSources';
export * from './extensions';
export * from './httpAccess';
export * from './HttpEndpoint';
export * from './outcomes';
export * from './source';
