import { describeChecks } from '@twinshore/plugin-dr-status-node/testUtils';
import { CANNOT_ASK, checksIn, judge } from '../testing/estate';
import * as module from './zoneSpread';

const { zoneSpread } = module;

describeChecks('checks of zoneSpread', {
  all: checksIn(module),
  judge,
  cases: [
    [
      zoneSpread,
      [
        ['all is well', 'api', {}, 'met', /12 ready pods in 3 of 3 zones/],
        [
          'the rest could not carry the load',
          'api',
          {
            deployment: {
              zones: { 'label-za': 6, 'label-zb': 3, 'label-zc': 3 },
            },
          },
          'at-risk',
          /6 remain, 8 are needed/,
        ],
        [
          'a zone is empty',
          'api',
          { deployment: { zones: { 'label-za': 9, 'label-zb': 9 } } },
          'at-risk',
          /2 of 3 zones/,
        ],
        [
          'all stand in one',
          'api',
          { deployment: { zones: { 'label-za': 12 } } },
          'breached',
          /in one zone, label-za/,
        ],
        [
          'none is ready',
          'api',
          { deployment: { zones: {} } },
          'breached',
          /no ready pod/,
        ],
        [
          'two replicas of a standby stand in two',
          'standby',
          {
            deployment: { desired: 2, zones: { 'label-za': 1, 'label-zc': 1 } },
          },
          'met',
          /1 remain, 1 are needed/,
        ],
        [
          'a standby with more does not use them all',
          'standby',
          {
            deployment: { desired: 4, zones: { 'label-za': 2, 'label-zc': 2 } },
          },
          'at-risk',
          /2 of 3 zones/,
        ],
        [
          'a standby is scaled to zero',
          'standby',
          { deployment: { desired: 0, zones: {} } },
          'met',
          /nothing to spread/,
        ],
        [
          'the site has one zone',
          'api',
          { zones: ['za'], deployment: { zones: { 'label-za': 12 } } },
          'met',
          /one declared zone/,
        ],
        [
          'nodes do not say where they are',
          'api',
          { deployment: { zones: { '': 3, 'label-za': 9 } } },
          'unknown',
          /3 of its ready pods/,
        ],
        CANNOT_ASK('api'),
      ],
    ],
  ],
});
