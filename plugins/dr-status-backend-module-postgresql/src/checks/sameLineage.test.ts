import * as signals from '../signals';
import { tryChecks } from '../testing/tryChecks';
import * as module from './sameLineage';

tryChecks(module, [
  [
    module.sameLineage,
    [
      ['all is well', 'replica', {}, 'met', /one cluster on timeline 1/],
      [
        'it is another cluster',
        'replica',
        { change: { replica: { [signals.SYSTEM_IDENTIFIER]: '9' } } },
        'breached',
        /no copy of cloud/,
      ],
      [
        'one was promoted',
        'replica',
        { change: { replica: { [signals.TIMELINE]: 2 } } },
        'breached',
        /timeline 2, cloud on timeline 1/,
      ],
      [
        'its timeline is not known while it has no receiver',
        'replica',
        { without: { replica: [signals.TIMELINE] } },
        'unknown',
        /has not reported it/,
      ],
      [
        'its primary cannot be asked',
        'replica',
        { failing: { cloud: 'unreachable' } },
        'unknown',
        /The source of cloud failed/,
      ],
    ],
  ],
]);
