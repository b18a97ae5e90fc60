import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { CANNOT_ASK, checksIn, judge } from '../testing/estate';
import * as module from './controlPlane';

const { controlPlane } = module;

describeChecks('checks of controlPlane', {
  all: checksIn(module),
  judge,
  cases: [
    [
      controlPlane,
      [
        ['all is well', 'cluster', {}, 'met', /3 of 3 control-plane/],
        [
          'it is managed',
          'cluster',
          { nodes: { controlPlane: { total: 0, ready: 0 } } },
          'met',
          /managed/,
        ],
        [
          'one of three is lost',
          'cluster',
          { nodes: { controlPlane: { total: 3, ready: 2 } } },
          'at-risk',
          /2 of 3/,
        ],
        [
          'there is only one',
          'cluster',
          { nodes: { controlPlane: { total: 1, ready: 1 } } },
          'at-risk',
          /at least 3/,
        ],
        [
          'the majority is lost',
          'cluster',
          { nodes: { controlPlane: { total: 4, ready: 2 } } },
          'breached',
          /no majority/,
        ],
        [
          'the API server is not ready',
          'cluster',
          { readyz: { ok: false, status: 500, failed: ['etcd'] } },
          'breached',
          /status 500; failed: etcd/,
        ],
        CANNOT_ASK('cluster'),
      ],
    ],
  ],
});
