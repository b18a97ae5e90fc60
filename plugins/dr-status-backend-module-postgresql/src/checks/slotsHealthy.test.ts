import type { Verdict } from '@twinshore/plugin-dr-status-common';
import * as signals from '../signals';
import { SLOT } from '../testing/chain';
import { tryChecks, type Row } from '../testing/tryChecks';
import * as module from './slotsHealthy';

tryChecks(module, [
  [
    module.slotsHealthy,
    [
      ['all is well', 'head', {}, 'met', /is read, it retains 2 KiB/],
      ...(
        [
          ['one is lost', { walStatus: 'lost' }, 'breached', /built anew/],
          ['one is unreserved', { walStatus: 'unreserved' }, 'at-risk', /next/],
          ['one is extended', { walStatus: 'extended' }, 'at-risk', /max_wal/],
          ['nobody reads one', { active: false }, 'at-risk', /Nobody reads/],
          ['a state is new', { walStatus: 'odd' }, 'unknown', /odd/],
        ] as Array<[string, Partial<signals.Slot>, Verdict, RegExp]>
      ).map(
        ([situation, change, verdict, reason]): Row => [
          situation,
          'head',
          {
            change: {
              head: {
                [signals.SLOTS]: [SLOT, { ...SLOT, name: 'b', ...change }],
              },
            },
          },
          verdict,
          reason,
        ],
      ),
      [
        'the subscriber has none',
        'head',
        {
          change: {
            head: { [signals.SLOTS]: [{ ...SLOT, kind: 'physical' }] },
          },
        },
        'breached',
        /no logical replication slot/,
      ],
      [
        'streaming without slots',
        'cloud',
        { change: { cloud: { [signals.SLOTS]: [] } } },
        'met',
        /uses no replication slots/,
      ],
      [
        'it cannot be asked',
        'head',
        { failing: { head: 'throttled' } },
        'unknown',
        /The source of head failed/,
      ],
    ],
  ],
]);
