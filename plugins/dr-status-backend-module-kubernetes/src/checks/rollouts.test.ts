import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { ROLLOUTS, type Rollout } from '../signals';
import {
  CANNOT_ASK,
  ago,
  checksIn,
  judge,
  type Situation,
} from '../testing/estate';
import * as module from './rollouts';

const { rolloutsHealthy } = module;

const ROLLOUT: Rollout = {
  namespace: 'mis',
  name: 'web',
  id: 'web',
  strategy: 'blue-green',
  phase: 'Healthy',
  message: '',
  desired: 2,
  available: 2,
  upToDate: true,
  activeHash: 'abc',
  previewHash: 'abc',
  currentHash: 'abc',
  pausedSince: '',
  progressingSince: ago(30),
  analysis: { name: 'smoke-1', phase: 'Successful', startedAt: ago(900) },
};

const list = (...changes: Array<Partial<Rollout>>): Situation => ({
  values: { [ROLLOUTS]: changes.map(change => ({ ...ROLLOUT, ...change })) },
});

describeChecks('checks of rollouts', {
  all: checksIn(module),
  judge,
  cases: [
    [
      rolloutsHealthy,
      [
        [
          'all is well',
          'rollout',
          list({}),
          'met',
          /mis\/web is Healthy at abc.*Successful/,
        ],
        [
          'all of several are',
          'rollout',
          list({}, { name: 'other', analysis: null }),
          'met',
          /All 2 rollouts/,
        ],
        [
          'a release waits to be promoted',
          'rollout',
          list({ phase: 'Paused', pausedSince: ago(600) }),
          'met',
          /Paused for 10 min/,
        ],
        [
          'it waits for too long',
          'rollout',
          list({ phase: 'Paused', pausedSince: ago(7200) }),
          'at-risk',
          /Paused for 2 h/,
        ],
        [
          'it goes on, and users have too few',
          'rollout',
          list({ phase: 'Progressing', available: 1 }),
          'at-risk',
          /Progressing for 30 s: 1 of 2/,
        ],
        [
          'it goes on, and users have none',
          'rollout',
          list({ phase: 'Progressing', available: 0 }),
          'breached',
          /Progressing for 30 s: 0 of 2/,
        ],
        [
          'nobody knows for how long it has been on its way',
          'rollout',
          list({ phase: 'Progressing', progressingSince: '' }),
          'at-risk',
          /Progressing: 2 of 2/,
        ],
        [
          'the smoke test failed, and the rollout was aborted',
          'rollout',
          list({
            phase: 'Degraded',
            analysis: { name: 'smoke-2', phase: 'Failed', startedAt: ago(9) },
          }),
          'at-risk',
          /ended with Failed \(smoke-2\)/,
        ],
        [
          'the smoke test failed, and users have too few',
          'rollout',
          list({
            phase: 'Degraded',
            available: 1,
            analysis: { name: 'smoke-2', phase: 'Failed', startedAt: ago(9) },
          }),
          'breached',
          /Degraded: 1 of 2/,
        ],
        [
          'it is degraded',
          'rollout',
          list({ phase: 'Degraded', message: 'ProgressDeadlineExceeded' }),
          'breached',
          /Degraded \(ProgressDeadlineExceeded\)/,
        ],
        [
          'the active version is too small',
          'rollout',
          list({ available: 1 }),
          'breached',
          /1 of 2/,
        ],
        [
          'none is blue-green',
          'rollout',
          list({ strategy: 'canary' }),
          'breached',
          /no blue-green Rollout/,
        ],
        [
          'those of other namespaces do not count',
          'rollout',
          {
            ...list({ namespace: 'other' }),
            annotations: { 'backstage.io/kubernetes-namespace': 'mis' },
          },
          'breached',
          /in namespace mis/,
        ],
        [
          'it was just changed',
          'rollout',
          list({ upToDate: false }),
          'unknown',
          /newest specification/,
        ],
        [
          'a phase is new',
          'rollout',
          list({ phase: 'Dancing' }),
          'unknown',
          /Dancing/,
        ],
        [
          'it does not say what is active',
          'rollout',
          list({ activeHash: '' }),
          'unknown',
          /does not say/,
        ],
        [
          'there are no rollouts in this cluster',
          'rollout',
          { collections: { 'rollouts.argoproj.io': 'not-installed' } },
          'unknown',
          /has no rollouts.argoproj.io/,
        ],
        CANNOT_ASK('rollout'),
      ],
    ],
  ],
});
