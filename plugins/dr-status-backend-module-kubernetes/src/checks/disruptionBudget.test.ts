import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { BUDGET, CANNOT_ASK, checksIn, judge } from '../testing/estate';
import * as module from './disruptionBudget';

const { disruptionBudget } = module;

describeChecks('checks of disruptionBudget', {
  all: checksIn(module),
  judge,
  cases: [
    [
      disruptionBudget,
      [
        ['all is well', 'api', {}, 'met', /12 of 10 needed pods/],
        [
          'it has no slack',
          'api',
          { workload: { budgets: [{ ...BUDGET, disruptionsAllowed: 0 }] } },
          'at-risk',
          /no slack/,
        ],
        [
          'it is not kept',
          'api',
          { workload: { budgets: [{ ...BUDGET, currentHealthy: 9 }] } },
          'at-risk',
          /not kept/,
        ],
        [
          'there is none',
          'api',
          { workload: { budgets: [] } },
          'at-risk',
          /has no disruption budget/,
        ],
        [
          'the standby is scaled to zero',
          'zero',
          {
            deployment: { desired: 0 },
            workload: undefined,
          },
          'met',
          /its budget waits/,
        ],
        [
          'it was just changed',
          'api',
          { workload: { budgets: [{ ...BUDGET, upToDate: false }] } },
          'unknown',
          /newest specification/,
        ],
        CANNOT_ASK('api'),
      ],
    ],
  ],
});
