import { recoveryChecks } from './checks';
import { drillRecent } from './drills';
import { databaseGrowth } from './growth';
import {
  runbookDetection,
  runbookPromotion,
  runbookScaleUp,
  runbookShift,
} from './runbook';
import { runbookTime } from './runbookTime';
import { plannedReplicas } from './sizing';
import { judge, WELL, type Situation } from './testing/estate';
import { standbyFollows, standbyIdle, standbyWarm } from './warmStandby';

describe('checks of the recovery, of what the catalog lacks', () => {
  it.each([
    [standbyFollows, 'empty-standby', /depends on no database/],
    [standbyWarm, 'empty-standby', /depends on no Kubernetes cluster/],
    [standbyIdle, 'empty-standby', /depends on no load balancer/],
    [runbookDetection, 'empty-runbook', /depends on no DNS zone/],
    [runbookPromotion, 'empty-runbook', /depends on no database/],
    [runbookShift, 'empty-runbook', /depends on no DNS zone/],
    [runbookScaleUp, 'empty-runbook', /depends on no pod autoscalers/],
    [runbookScaleUp, 'bare-runbook', /No workload with a sizing/],
    [runbookTime, 'empty-runbook', /depends on no DNS zone/],
    [drillRecent, 'no-drills', /depends on no pipeline/],
  ])('$id says what to declare', (check, entity, reason) => {
    expect(judge(check, entity, {})).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(reason),
    });
  });

  it('reads only what is declared as theirs', () => {
    expect(judge(plannedReplicas, 'growth', {})).toBeUndefined();
    expect(judge(databaseGrowth, 'plan', {})).toBeUndefined();
    expect(judge(standbyFollows, 'runbook', {})).toBeUndefined();
  });

  it('is never met when nothing is reported', () => {
    const silent: Situation = Object.fromEntries(
      Object.keys(WELL).map(name => [name, 'silent']),
    );
    for (const check of recoveryChecks) {
      for (const name of [
        'standby',
        'runbook',
        'drills',
        'plan',
        'growth',
        'risks',
      ]) {
        expect([
          check.id,
          name,
          judge(check, name, silent)?.verdict ?? 'unknown',
        ]).toEqual([check.id, name, 'unknown']);
      }
    }
  });
});
