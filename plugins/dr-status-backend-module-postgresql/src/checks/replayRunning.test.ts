import type { Verdict } from '@twinshore/plugin-dr-status-common';
import * as signals from '../signals';
import { REPLAY } from '../testing/chain';
import { tryChecks, type Row } from '../testing/tryChecks';
import * as module from './replayRunning';

tryChecks(module, [
  [
    module.replayRunning,
    [
      ['all is well', 'replica', {}, 'met', /runs, 0 bytes/],
      ...(
        [
          ['paused', 'at-risk', /is paused, 0 bytes/],
          ['pause requested', 'at-risk', /is being paused/],
          ['asleep', 'unknown', /asleep/],
        ] as Array<[string, Verdict, RegExp]>
      ).map(
        ([pauseState, verdict, reason]): Row => [
          `replay is ${pauseState}`,
          'replica',
          {
            change: {
              replica: { [signals.REPLAY]: { ...REPLAY, pauseState } },
            },
          },
          verdict,
          reason,
        ],
      ),
      [
        'it was promoted',
        'replica',
        { change: { replica: { [signals.IN_RECOVERY]: false } } },
        'breached',
        /replays nothing/,
      ],
      [
        'it cannot be asked',
        'replica',
        { failing: { replica: 'unreachable' } },
        'unknown',
        /The source of replica failed/,
      ],
    ],
  ],
]);
