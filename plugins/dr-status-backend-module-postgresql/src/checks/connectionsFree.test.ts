import * as signals from '../signals';
import { tryChecks } from '../testing/tryChecks';
import * as module from './connectionsFree';

tryChecks(module, [
  [
    module.connectionsFree,
    [
      ['all is well', 'lonely', {}, 'met', /5 of 100 .*5 %/],
      [
        'they run short',
        'lonely',
        {
          change: { lonely: { [signals.CONNECTIONS]: { used: 80, max: 100 } } },
        },
        'at-risk',
        /80 %/,
      ],
      [
        'they run out',
        'lonely',
        {
          change: { lonely: { [signals.CONNECTIONS]: { used: 95, max: 100 } } },
        },
        'breached',
        /95 %/,
      ],
      [
        'it cannot be asked',
        'lonely',
        { failing: { lonely: 'unreachable' } },
        'unknown',
        /The source of lonely failed/,
      ],
    ],
  ],
]);
