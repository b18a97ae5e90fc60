import * as signals from '../signals';
import { lost } from '../testing/chain';
import { tryChecks } from '../testing/tryChecks';
import * as module from './oneWriter';

tryChecks(module, [
  [
    module.oneWriter,
    [
      ['all is well', 'head', {}, 'met', /head alone of 2 servers/],
      ['a logical copy leads its own', 'cloud', {}, 'met', /cloud alone of 2/],
      [
        'there are two',
        'standby',
        { change: { standby: { [signals.IN_RECOVERY]: false } } },
        'breached',
        /Split brain: head and standby/,
      ],
      [
        'there is none',
        'standby',
        { change: { head: { [signals.IN_RECOVERY]: true } } },
        'breached',
        /head is in recovery and standby is in recovery/,
      ],
      [
        'the primary is dead',
        'standby',
        { failing: { head: 'unreachable' }, change: lost() },
        'breached',
        /head is down and standby is in recovery/,
      ],
      [
        'the standby has taken over from a dead primary',
        'standby',
        {
          failing: { head: 'unreachable' },
          change: { standby: { [signals.IN_RECOVERY]: false } },
        },
        'met',
        /standby alone of 2 servers/,
      ],
      [
        'a standby is silent, as its own check shows',
        'standby',
        { failing: { standby: 'unreachable' } },
        'unknown',
        /standby may, and The source of standby failed; of the others head does/,
      ],
      [
        'its primary, which answers, stays known',
        'head',
        { failing: { standby: 'unreachable' } },
        'met',
        /head alone of 2 .*\(standby cannot be asked\)/,
      ],
      [
        'a silent standby was a writer when last heard of',
        'head',
        {
          failing: { standby: 'unreachable' },
          change: { standby: { [signals.IN_RECOVERY]: false } },
        },
        'unknown',
        /standby may/,
      ],
      [
        'a silent standby was never heard of',
        'head',
        {
          failing: { standby: 'unreachable' },
          without: { standby: [signals.IN_RECOVERY] },
        },
        'unknown',
        /standby may/,
      ],
      [
        'the primary hangs',
        'head',
        { failing: { head: 'timed-out' } },
        'unknown',
        /of the others none does/,
      ],
    ],
  ],
]);
