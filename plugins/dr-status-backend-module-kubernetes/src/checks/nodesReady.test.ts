import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { CANNOT_ASK, NODES, checksIn, judge } from '../testing/estate';
import * as module from './nodesReady';

const { nodesReady, zoneNodes } = module;

describeChecks('checks of nodesReady', {
  all: checksIn(module),
  judge,
  cases: [
    [
      nodesReady,
      [
        ['all is well', 'cluster', {}, 'met', /9 of 9 nodes/],
        ['it is a node group', 'group', {}, 'met', /9 of 9 nodes of cluster/],
        [
          'one is not ready',
          'cluster',
          { nodes: { ready: 8, notReady: ['n7'] } },
          'at-risk',
          /8 of 9 .*not ready: n7/,
        ],
        [
          'a zone is lost',
          'cluster',
          {
            nodes: {
              ready: 7,
              zones: { ...NODES.zones, 'label-zb': { total: 2, ready: 0 } },
            },
          },
          'at-risk',
          /no ready node in label-zb, so 2 of 3/,
        ],
        [
          'a declared zone has no nodes at all',
          'cluster',
          { zones: ['za', 'zz'] },
          'breached',
          /no ready node in zz, so 1 of 2/,
        ],
        [
          'nothing is ready',
          'cluster',
          { nodes: { ready: 0 } },
          'breached',
          /0 of 9/,
        ],
        [
          'labels are missing',
          'cluster',
          { nodes: { withoutZone: 2 } },
          'unknown',
          /2 of them lack the label/,
        ],
        CANNOT_ASK('cluster'),
      ],
    ],
    [
      zoneNodes,
      [
        ['all is well', 'zb', {}, 'met', /2 of 2 worker nodes in label-zb/],
        [
          'one is lost',
          'zb',
          { nodes: { zones: { 'label-zb': { total: 2, ready: 1 } } } },
          'at-risk',
          /1 of 2/,
        ],
        ['it is empty', 'zb', { nodes: { zones: {} } }, 'breached', /0 of 0/],
        [
          'labels are missing',
          'zb',
          { nodes: { zones: {}, withoutZone: 3 } },
          'unknown',
          /lack the label/,
        ],
        CANNOT_ASK('zb'),
      ],
    ],
  ],
});
