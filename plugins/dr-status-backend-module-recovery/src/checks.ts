import type { Check } from '@twinshore/plugin-dr-status-node';
import { drillChecks } from './drills';
import { growthChecks } from './growth';
import {
  runbookDetection,
  runbookPromotion,
  runbookScaleUp,
  runbookShift,
} from './runbook';
import { runbookTime } from './runbookTime';
import { singlePointChecks } from './singlePoints';
import { sizingChecks } from './sizing';
import { warmStandbyChecks } from './warmStandby';

export const recoveryChecks: Check[] = [
  ...warmStandbyChecks,
  runbookDetection,
  runbookPromotion,
  runbookShift,
  runbookScaleUp,
  runbookTime,
  ...drillChecks,
  ...sizingChecks,
  ...growthChecks,
  ...singlePointChecks,
];
