import * as signals from '../signals';
import { SENDER, SYNC, lost } from '../testing/chain';
import { tryChecks } from '../testing/tryChecks';
import * as module from './synchronousStandby';

tryChecks(module, [
  [
    module.synchronousStandby,
    [
      ['all is well', 'head', {}, 'met', /standby streams from head as sync/],
      [
        'a quorum holds it',
        'head',
        {
          change: {
            head: { [signals.SENDERS]: [{ ...SENDER, syncState: 'quorum' }] },
          },
        },
        'met',
        /as quorum/,
      ],
      [
        'no standby is named',
        'head',
        {
          change: {
            head: { [signals.SYNC]: { ...SYNC, standbyNames: ' ' } },
          },
        },
        'breached',
        /synchronous_standby_names of head is empty/,
      ],
      [
        'commits do not wait',
        'head',
        { change: { head: { [signals.SYNC]: { ...SYNC, commit: 'local' } } } },
        'breached',
        /synchronous_commit of head is local/,
      ],
      [
        'the standby is gone and commits hang',
        'head',
        {
          change: {
            head: {
              [signals.SENDERS]: [],
              [signals.SYNC]: {
                ...SYNC,
                blockedCommits: 3,
                blockedSeconds: 9.5,
              },
            },
          },
        },
        'breached',
        /no replica is attached.*3 commit\(s\) hang, the longest for 9.5 s/,
      ],
      [
        'the standby is gone and nobody writes',
        'head',
        { change: { head: { [signals.SENDERS]: [] } } },
        'at-risk',
        /next one will hang/,
      ],
      [
        'there are only asynchronous ones',
        'head',
        {
          change: {
            head: { [signals.SENDERS]: [{ ...SENDER, syncState: 'async' }] },
          },
        },
        'at-risk',
        /standby is streaming\/async/,
      ],
      [
        'a logical subscriber does not count',
        'head',
        {
          change: {
            head: { [signals.SENDERS]: [{ ...SENDER, kind: 'logical' }] },
          },
        },
        'at-risk',
        /no replica is attached/,
      ],
      [
        'the portal may not see',
        'head',
        {
          change: {
            head: {
              [signals.SENDERS]: [{ ...SENDER, state: null, syncState: null }],
            },
          },
        },
        'unknown',
        /lacks pg_monitor/,
      ],
      [
        'the primary is dead',
        'head',
        { failing: { head: 'unreachable' }, change: lost() },
        'breached',
        /No standby streams from head/,
      ],
      [
        'only the portal cannot reach it',
        'head',
        { failing: { head: 'unreachable' } },
        'unknown',
        /The source of head failed/,
      ],
    ],
  ],
]);
