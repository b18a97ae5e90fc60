import type { Verdict } from '@twinshore/plugin-dr-status-common';
import * as signals from '../signals';
import { SUBSCRIPTION } from '../testing/chain';
import { tryChecks, type Row } from '../testing/tryChecks';
import * as module from './logicalSubscription';

tryChecks(module, [
  [
    module.logicalSubscription,
    [
      ['all is well', 'cloud', {}, 'met', /4 of 4 tables ready/],
      ...(
        [
          ['it is disabled', { enabled: false }, 'breached', /disabled/],
          [
            'its worker is gone',
            { workerPresent: false, errors: 7 },
            'breached',
            /no running worker.*7 errors/,
          ],
          [
            'its worker is new',
            { lastMessageAgeSeconds: null },
            'unknown',
            /not heard/,
          ],
          [
            'its publisher is silent',
            { lastMessageAgeSeconds: 61 },
            'at-risk',
            /heard nothing of its publisher for 1 min 1 s/,
          ],
          [
            'it is half of the RPO behind',
            { latestEndAgeSeconds: 450 },
            'at-risk',
            /7 min 30 s old, of 15 min/,
          ],
          [
            'it is the RPO behind',
            { latestEndAgeSeconds: 900 },
            'breached',
            /15 min old/,
          ],
          [
            'tables are not synchronised',
            { tables: { ready: 3, total: 4, notReady: ['public.orders'] } },
            'at-risk',
            /1 of 4 tables not synchronised: public.orders/,
          ],
        ] as Array<[string, Partial<signals.Subscription>, Verdict, RegExp]>
      ).map(
        ([situation, change, verdict, reason]): Row => [
          situation,
          'cloud',
          {
            change: {
              cloud: {
                [signals.SUBSCRIPTIONS]: [{ ...SUBSCRIPTION, ...change }],
              },
            },
          },
          verdict,
          reason,
        ],
      ),
      [
        'one of two is broken',
        'cloud',
        {
          change: {
            cloud: {
              [signals.SUBSCRIPTIONS]: [
                SUBSCRIPTION,
                { ...SUBSCRIPTION, name: 'other', enabled: false },
              ],
            },
          },
        },
        'breached',
        /other is disabled/,
      ],
      [
        'there is none',
        'cloud',
        { change: { cloud: { [signals.SUBSCRIPTIONS]: [] } } },
        'breached',
        /has no subscription/,
      ],
      [
        'it is in recovery',
        'cloud',
        { change: { cloud: { [signals.IN_RECOVERY]: true } } },
        'breached',
        /in recovery/,
      ],
      [
        'it cannot be asked',
        'cloud',
        { failing: { cloud: 'unauthorized' } },
        'unknown',
        /The source of cloud failed/,
      ],
    ],
  ],
]);
