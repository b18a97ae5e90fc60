import * as signals from '../signals';
import { tryChecks } from '../testing/tryChecks';
import * as module from './heartbeatAge';

tryChecks(module, [
  [
    module.heartbeatAge,
    [
      ['all is well', 'replica', {}, 'met', /0.5 s old, of 10 min allowed/],
      ['it is an intermediate copy', 'cloud', {}, 'met', /of 15 min allowed/],
      [
        'it is half of its RPO old',
        'replica',
        { change: { replica: { [signals.HEARTBEAT_AGE]: 300 } } },
        'at-risk',
        /5 min old/,
      ],
      [
        'it is its RPO old',
        'replica',
        { change: { replica: { [signals.HEARTBEAT_AGE]: 600 } } },
        'breached',
        /10 min old/,
      ],
      [
        'the writer stands still',
        'replica',
        {
          change: {
            head: { [signals.HEARTBEAT_AGE]: 700 },
            replica: { [signals.HEARTBEAT_AGE]: 700 },
          },
        },
        'unknown',
        /writer stands still/,
      ],
      [
        'the head of the chain is dead',
        'replica',
        {
          failing: { head: 'unreachable' },
          change: { replica: { [signals.HEARTBEAT_AGE]: 20 } },
        },
        'met',
        /head cannot be asked whether it still writes/,
      ],
      [
        'the writer’s clock is ahead and hides a part',
        'replica',
        {
          change: {
            head: { [signals.CLOCK_OFFSET]: 100 },
            replica: { [signals.HEARTBEAT_AGE]: 250 },
          },
        },
        'at-risk',
        /5 min 50 s old.*1 min 40 s added/,
      ],
      [
        'the table is missing',
        'replica',
        {
          without: { replica: [signals.HEARTBEAT_AGE] },
          change: {
            replica: { [signals.HEARTBEAT]: { missing: 'permission denied' } },
          },
        },
        'unknown',
        /permission denied/,
      ],
      [
        'it cannot be asked',
        'replica',
        { failing: { replica: 'timed-out' } },
        'unknown',
        /The source of replica failed/,
      ],
    ],
  ],
]);
