/*
 * For tests and development of pages that show the posture: a small estate, an
 * API that answers from it, and signals to send by hand.
 */
export { FakeDrStatusApi } from './testUtils/FakeDrStatusApi';
export { FakeSignalApi } from './testUtils/FakeSignalApi';
export {
  aBlocker,
  aCheck,
  aPosture,
  aPostureDetail,
  aSource,
  aSummary,
} from './testUtils/estate';
export type { DrStatusApi } from './api/DrStatusApi';
export type { DrStatusError, DrStatusErrorKind } from './api/DrStatusError';
