export * from './testing/describeChecks';
export * from './testing/HostileServer';
export * from './testing/testCheckContext';
export * from './testing/testMisbehaviour';
