import type { Check } from '@twinshore/plugin-dr-status-node';
import { rdsMultiAz, rdsRestorePoint } from './rdsInstance';
import { rdsReplica } from './rdsReplica';
import { healthChecksEnabled, healthCheckStatus } from './route53HealthChecks';
import {
  failoverRecords,
  routingMatchesMode,
  shortTtl,
} from './route53Records';

export const awsChecks: Check[] = [
  rdsMultiAz,
  rdsRestorePoint,
  rdsReplica,
  failoverRecords,
  routingMatchesMode,
  shortTtl,
  healthChecksEnabled,
  healthCheckStatus,
];
