import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { drillRecent, drillWithinRto } from './drills';
import { drilled, judge, run, type Situation } from './testing/estate';

describeChecks<Situation>('checks of drills', {
  all: [drillRecent, drillWithinRto],
  judge,
  cases: [
    [
      drillRecent,
      [
        ['all well', 'drills', {}, 'met', /drill 7\) ended 20 d ago.*72 d/],
        [
          'due soon',
          'drills',
          drilled({ lastStable: run(7, 'SUCCESS', 80) }),
          'at-risk',
          /due in 12 d/,
        ],
        [
          'failed since',
          'drills',
          drilled({ last: run(8, 'FAILURE', 1) }),
          'at-risk',
          /8 after it ended with FAILURE/,
        ],
        [
          'overdue',
          'drills',
          drilled({ lastStable: run(7, 'SUCCESS', 100) }),
          'breached',
          /92 days/,
        ],
        [
          'dated ahead',
          'drills',
          drilled({ lastStable: run(7, 'SUCCESS', -3) }),
          'unknown',
          /ended in the future/,
        ],
        [
          'never succeeded',
          'drills',
          drilled({ last: run(7, 'FAILURE', 9), lastStable: null }),
          'breached',
          /never succeeded/,
        ],
        [
          'never run',
          'drills',
          drilled({ last: null, lastStable: null }),
          'breached',
          /never run/,
        ],
        [
          'no job',
          'drills',
          drilled({ job: null, last: null, lastStable: null }),
          'unknown',
          /watches no job/,
        ],
        [
          'half an answer',
          'drills',
          drilled({ lastStable: { number: 7 } }),
          'unknown',
          /cannot be understood/,
        ],
        ['no answer', 'drills', { ci: 'failing' }, 'unknown', /not answer/],
      ],
    ],
    [
      drillWithinRto,
      [
        ['all well', 'drills', {}, 'met', /7 took 30 min of 1 h allowed/],
        [
          'too slow',
          'drills',
          drilled({ lastStable: run(7, 'SUCCESS', 9, 4000) }),
          'breached',
          /took 1 h 7 min of 1 h/,
        ],
        ['no RTO', 'undated-drills', {}, 'unknown', /no RTO is declared/],
        ['no answer', 'drills', { ci: 'failing' }, 'unknown', /not answer/],
      ],
    ],
  ],
});
