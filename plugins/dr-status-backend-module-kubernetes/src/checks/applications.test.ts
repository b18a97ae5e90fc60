import type { ArgoApplication } from '@twinshore/plugin-dr-status-node';
import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { list } from '../testing/applications';
import {
  CANNOT_ASK,
  ago,
  checksIn,
  judge,
  type Situation,
} from '../testing/estate';
import * as module from './applications';

const { applicationsSynced } = module;

const here = (...changes: Array<Partial<ArgoApplication>>): Situation => ({
  values: list(...changes),
});
const RESOURCE = 'applications.argoproj.io';

describeChecks('checks of applications', {
  all: checksIn(module),
  judge,
  cases: [
    [
      applicationsSynced,
      [
        ['all is well', 'argo', here({}), 'met', /All 1 applications/],
        [
          'Argo CD’s own API says so, and the cluster hides them',
          'argo',
          { own: list({}), collections: { [RESOURCE]: 'refused' } },
          'met',
          /All 1/,
        ],
        [
          'it goes on for a while',
          'argo',
          here({ health: 'Progressing', healthSince: ago(120) }),
          'met',
          /on their way/,
        ],
        [
          'it goes on for too long',
          'argo',
          here({ health: 'Progressing', healthSince: ago(700) }),
          'at-risk',
          /Progressing for 11 min/,
        ],
        [
          'it goes on, nobody knows for how long',
          'argo',
          here({ health: 'Progressing', healthSince: '' }),
          'at-risk',
          /Progressing/,
        ],
        [
          'one is out of sync',
          'argo',
          here({}, { name: 'spa', sync: 'OutOfSync' }),
          'at-risk',
          /spa is OutOfSync/,
        ],
        [
          'one is suspended',
          'argo',
          here({ health: 'Suspended' }),
          'at-risk',
          /Suspended/,
        ],
        [
          'its operation failed',
          'argo',
          here({ operation: 'Failed' }),
          'at-risk',
          /ended with Failed/,
        ],
        [
          'one is degraded',
          'argo',
          here({ health: 'Degraded' }),
          'breached',
          /Degraded/,
        ],
        [
          'one is missing',
          'argo',
          here({ health: 'Missing', sync: 'OutOfSync' }),
          'breached',
          /Missing/,
        ],
        ['there is none', 'argo', here(), 'breached', /has no application/],
        [
          'it was not compared for long',
          'argo',
          here({ reconciledAt: ago(1200) }),
          'unknown',
          /last compared 20 min ago/,
        ],
        [
          'it was compared at a time to come',
          'argo',
          here({ reconciledAt: ago(-86_400) }),
          'unknown',
          /is to come/,
        ],
        [
          'it was never compared',
          'argo',
          here({ reconciledAt: '' }),
          'unknown',
          /never compared/,
        ],
        [
          'Git cannot be compared with',
          'argo',
          here({ sync: 'Unknown', conditions: ['ComparisonError'] }),
          'unknown',
          /api is Unknown and Healthy \(ComparisonError\)/,
        ],
        [
          'it goes on, and cannot be compared with Git',
          'argo',
          here({
            health: 'Progressing',
            healthSince: ago(120),
            sync: 'Unknown',
          }),
          'unknown',
          /api is Unknown and Progressing/,
        ],
        [
          'a word is new',
          'argo',
          here({ health: 'Meditating' }),
          'unknown',
          /Meditating/,
        ],
        [
          'they are hidden',
          'argo',
          { collections: { [RESOURCE]: 'refused' } },
          'unknown',
          /may not read applications.argoproj.io/,
        ],
        [
          'Argo CD is not there',
          'argo',
          { collections: { [RESOURCE]: 'not-installed' } },
          'unknown',
          /has no applications.argoproj.io/,
        ],
        CANNOT_ASK('argo'),
      ],
    ],
  ],
});
