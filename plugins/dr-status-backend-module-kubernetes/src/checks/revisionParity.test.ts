import type { ArgoApplication } from '@twinshore/plugin-dr-status-node';
import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { OLD, list } from '../testing/applications';
import { CANNOT_ASK, checksIn, judge, type Situation } from '../testing/estate';
import * as module from './revisionParity';

const { revisionParity } = module;

const here = (...changes: Array<Partial<ArgoApplication>>): Situation => ({
  values: list(...changes),
});
const both = (
  ours: Array<Partial<ArgoApplication>>,
  theirs: Array<Partial<ArgoApplication>>,
): Situation => ({ values: list(...ours), twin: list(...theirs) });

describeChecks('checks of revisions', {
  all: checksIn(module),
  judge,
  cases: [
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
          'neither says what is deployed',
          'argo',
          both(
            [{ deployedRevision: '', comparedRevision: '' }],
            [{ deployedRevision: '', comparedRevision: '' }],
          ),
          'unknown',
          /neither says which revision of api/,
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
