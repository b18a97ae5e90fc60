import * as signals from '../signals';
import { tryChecks } from '../testing/tryChecks';
import * as module from './heartbeatWriter';

tryChecks(module, [
  [
    module.heartbeatWriter,
    [
      ['all is well', 'head', {}, 'met', /0.5 s ago/],
      [
        'it stutters',
        'head',
        { change: { head: { [signals.HEARTBEAT_AGE]: 10 } } },
        'at-risk',
        /10 s ago/,
      ],
      [
        'it stands still',
        'head',
        { change: { head: { [signals.HEARTBEAT_AGE]: 60 } } },
        'breached',
        /1 min ago/,
      ],
      [
        'there is no table',
        'head',
        {
          without: { head: [signals.HEARTBEAT_AGE] },
          change: { head: { [signals.HEARTBEAT]: { missing: 'no row' } } },
        },
        'unknown',
        /no row/,
      ],
      [
        'it cannot be asked',
        'head',
        { failing: { head: 'malformed' } },
        'unknown',
        /The source of head failed/,
      ],
    ],
  ],
]);
