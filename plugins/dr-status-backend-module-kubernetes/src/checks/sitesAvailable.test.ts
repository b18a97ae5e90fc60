import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { READYZ, workloadSignal } from '../signals';
import {
  CANNOT_ASK,
  DEPLOYMENT,
  checksIn,
  judge,
  type Situation,
} from '../testing/estate';
import * as module from './sitesAvailable';

const there = (available: number): Situation => ({
  twin: {
    [READYZ]: { ok: true, status: 200, failed: [] },
    [workloadSignal('api')]: {
      deployments: [{ ...DEPLOYMENT, available }],
      autoscalers: [],
      budgets: [],
    },
  },
});

describeChecks('checks of what runs at several sites', {
  all: checksIn(module),
  judge,
  cases: [
    [
      module.sitesAvailable,
      [
        ['both have enough', 'whole', there(12), 'met', /2 of 2 sites/],
        [
          'one has too few',
          'whole',
          there(3),
          'at-risk',
          /1 of 2 sites .*3 of 12 replicas of part-there/,
        ],
        ['one has none', 'whole', there(0), 'at-risk', /1 of 2.*0 of 12/],
        [
          'none has any',
          'whole',
          { ...there(0), deployment: { available: 0 } },
          'breached',
          /0 of 2 sites/,
        ],
        [
          'one does not tell',
          'whole',
          {},
          'unknown',
          /1 of 2 sites.*part-there in twin is unknown/,
        ],
        [
          'one does not tell, and the other has too few',
          'whole',
          { deployment: { available: 1 } },
          'at-risk',
          /0 of 2 sites.*1 of 12/,
        ],
        CANNOT_ASK('whole'),
      ],
    ],
  ],
});
