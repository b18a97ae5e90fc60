import type { Check } from '@twinshore/plugin-dr-status-node';
import { connectionsFree } from './connectionsFree';
import { heartbeatAge } from './heartbeatAge';
import { heartbeatWriter } from './heartbeatWriter';
import { logicalSchema, logicalSequences } from './logicalHop';
import { logicalSubscription } from './logicalSubscription';
import { oneWriter } from './oneWriter';
import { primaryAcceptsWrites } from './primaryAcceptsWrites';
import { replayRunning } from './replayRunning';
import { sameLineage } from './sameLineage';
import { slotsHealthy } from './slotsHealthy';
import { streamingReplica } from './streamingReplica';
import { synchronousStandby } from './synchronousStandby';

export const postgresqlChecks: Check[] = [
  primaryAcceptsWrites,
  oneWriter,
  synchronousStandby,
  streamingReplica,
  logicalSubscription,
  logicalSchema,
  logicalSequences,
  heartbeatAge,
  heartbeatWriter,
  sameLineage,
  slotsHealthy,
  replayRunning,
  connectionsFree,
];
