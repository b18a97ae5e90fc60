export * from './testing/HostileServer';
export * from './testing/RecordedServer';
export * from './testing/describeChecks';
export * from './testing/describeWithMoto';
export * from './testing/familyUnderTest';
export * from './testing/judgeAlone';
export * from './testing/realPeers';
export * from './testing/testCheckContext';
export * from './testing/testMisbehaviour';
export type { Check, CheckOutcome } from './check';
export type { SourceFamily, SourceSettings } from './configuredSources';
export type {
  ObservationInput,
  Source,
  SourceContext,
  WatchContext,
} from './source';
