import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import * as signals from '../signals';
import { CANNOT_ASK, checksIn, judge } from '../testing/estate';
import * as module from './workloadAvailable';

const { workloadAvailable } = module;

describeChecks('checks of workloadAvailable', {
  all: checksIn(module),
  judge,
  cases: [
    [
      workloadAvailable,
      [
        ['all is well', 'api', {}, 'met', /12 of 12 replicas.*8 are needed/],
        [
          'the sizing, not the Deployment, counts',
          'api',
          { deployment: { available: 8 } },
          'met',
          /8 of 12/,
        ],
        [
          'there are too few',
          'api',
          { deployment: { available: 7 } },
          'at-risk',
          /7 of 12 .*8 are needed/,
        ],
        [
          'without a sizing the Deployment counts',
          'unsized',
          { deployment: { available: 11 } },
          'at-risk',
          /12 are needed/,
        ],
        [
          'a standby has its own floor',
          'standby',
          { deployment: { desired: 2, available: 2 } },
          'met',
          /2 are needed/,
        ],
        [
          'a standby may be scaled to zero when its sizing says so',
          'zero',
          { deployment: { desired: 0, available: 0 } },
          'met',
          /scaled to zero/,
        ],
        [
          'and not when it does not',
          'standby',
          { deployment: { desired: 0, available: 0 } },
          'breached',
          /0 of 0/,
        ],
        [
          'none is available',
          'api',
          { deployment: { available: 0 } },
          'breached',
          /0 of 12/,
        ],
        [
          'a rollout is stuck',
          'api',
          { deployment: { deadlineExceeded: true, updated: 3 } },
          'at-risk',
          /ProgressDeadlineExceeded.*3 of 12/,
        ],
        [
          'the newest specification was not seen yet',
          'api',
          { deployment: { upToDate: false } },
          'unknown',
          /newest specification/,
        ],
        [
          'the Deployment is gone',
          'api',
          { without: [signals.workloadSignal('api')] },
          'breached',
          /has no Deployment/,
        ],
        [
          'it may be a Rollout, and those are hidden',
          'api',
          {
            without: [signals.workloadSignal('api')],
            collections: { 'rollouts.argoproj.io': 'refused' },
          },
          'unknown',
          /no Deployment, and the portal may not read rollouts/,
        ],
        [
          'its namespace is not watched',
          'api',
          {
            without: [signals.workloadSignal('api')],
            values: { [signals.WATCHED_NAMESPACES]: ['other'] },
          },
          'unknown',
          /does not watch the namespace mis/,
        ],
        [
          'its namespace is watched, and it is not there',
          'api',
          {
            without: [signals.workloadSignal('api')],
            values: { [signals.WATCHED_NAMESPACES]: ['mis'] },
          },
          'breached',
          /has no Deployment/,
        ],
        [
          'it stands in another namespace',
          'api',
          { deployment: { namespace: 'other' } },
          'breached',
          /namespace mis/,
        ],
        CANNOT_ASK('api'),
      ],
    ],
  ],
});
