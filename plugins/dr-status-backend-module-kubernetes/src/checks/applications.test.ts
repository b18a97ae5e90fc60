import {
  ARGO_APPLICATIONS,
  type ArgoApplication,
} from '@twinshore/plugin-dr-status-node';
import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import {
  CANNOT_ASK,
  ago,
  checksIn,
  judge,
  type Situation,
} from '../testing/estate';
import * as module from './applications';

const { applicationsSynced, revisionParity } = module;

const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)];
const APPLICATION: ArgoApplication = {
  id: 'api',
  namespace: 'argocd',
  name: 'api',
  sync: 'Synced',
  health: 'Healthy',
  healthSince: ago(9000),
  comparedRevision: NEW,
  deployedRevision: NEW,
  images: ['harbor.here/mis/api:1'],
  reconciledAt: ago(60),
  conditions: [],
  operation: 'Succeeded',
};

const list = (...changes: Array<Partial<ArgoApplication>>) => ({
  [ARGO_APPLICATIONS]: changes.map(change => ({ ...APPLICATION, ...change })),
});
const here = (...changes: Array<Partial<ArgoApplication>>): Situation => ({
  values: list(...changes),
});
const both = (
  ours: Array<Partial<ArgoApplication>>,
  theirs: Array<Partial<ArgoApplication>>,
): Situation => ({ values: list(...ours), twin: list(...theirs) });
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
    [
      revisionParity,
      [
        [
          'the same at both shores, from registries of their own',
          'argo',
          both([{}], [{ images: ['1.dkr.ecr.x.amazonaws.com/mis/api:1'] }]),
          'met',
          /All 1 applications .*same revision and images/,
        ],
        [
          'this one is behind',
          'argo',
          both([{ deployedRevision: OLD }], [{}]),
          'at-risk',
          /api is at aaaaaaaa, at twin-argo it is at bbbbbbbb/,
        ],
        [
          'the images differ',
          'argo',
          both([{ images: ['harbor.here/mis/api:2'] }], [{}]),
          'at-risk',
          /runs mis\/api:2, .* runs mis\/api:1/,
        ],
        [
          'one that is declared here is not here',
          'argo',
          both([{ id: 'other' }], [{}, { id: 'other' }]),
          'at-risk',
          /api has no application here/,
        ],
        [
          'one that is not declared here need not be here',
          'argo',
          both([{}], [{}, { id: 'elsewhere', deployedRevision: OLD }]),
          'met',
          /All 1/,
        ],
        [
          'they share nothing',
          'argo',
          both([{ id: 'x' }], [{ id: 'y' }]),
          'unknown',
          /no application in common/,
        ],
        [
          'the other shore does not tell',
          'argo',
          here({}),
          'unknown',
          /revision of twin-argo is unknown\. What twin-argo has deployed is unknown: no source reports it/,
        ],
        CANNOT_ASK('argo'),
      ],
    ],
  ],
});
