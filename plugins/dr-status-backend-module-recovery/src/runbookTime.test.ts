import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { runbookTime } from './runbookTime';
import {
  checksOfDns,
  dns,
  judge,
  primary,
  secondary,
  type Situation,
} from './testing/estate';

describeChecks<Situation>('checks of the time of the runbook', {
  all: [runbookTime],
  judge,
  cases: [
    [
      runbookTime,
      [
        [
          'all well',
          'runbook',
          {},
          'met',
          /detection 30 s, promote 15 min, scale up 30 min, DNS 1 min: 46 min 30 s of 1 h/,
        ],
        ['little left', 'slow-runbook', {}, 'at-risk', /56 min 30 s of 1 h/],
        [
          'too long',
          'slow-runbook',
          checksOfDns({ detectSeconds: 300 }),
          'breached',
          /1 h 1 min of 1 h/,
        ],
        [
          'too long without any budget',
          'plain-runbook',
          dns(primary(), secondary({ ttlSeconds: 3600 })),
          'breached',
          /DNS 1 h: 1 h 1 min of 1 h/,
        ],
        ['no budgets', 'plain-runbook', {}, 'unknown', /declared nowhere/],
        ['garbled', 'garbled-runbook', {}, 'unknown', /cannot be read/],
        [
          'one name without a health check',
          'runbook',
          dns(primary({ healthCheckId: null }), secondary()),
          'unknown',
          /not every name/,
        ],
        ['no answer', 'runbook', { dns: 'failing' }, 'unknown', /answer/],
      ],
    ],
  ],
});
