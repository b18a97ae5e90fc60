export * from './testing/HostileServer';
export * from './testing/RecordedServer';
export * from './testing/describeChecks';
export * from './testing/describeWithMoto';
export * from './testing/familyUnderTest';
export * from './testing/judgeAlone';
export * from './testing/testCheckContext';
export * from './testing/testMisbehaviour';
