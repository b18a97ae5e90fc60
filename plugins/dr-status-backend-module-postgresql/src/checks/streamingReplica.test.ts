import * as signals from '../signals';
import { LOST_RECEIVER, RECEIVER, REPLAY, SENDER } from '../testing/chain';
import { tryChecks } from '../testing/tryChecks';
import * as module from './streamingReplica';

tryChecks(module, [
  [
    module.streamingReplica,
    [
      ['all is well', 'replica', {}, 'met', /streams from cloud, 0 s behind/],
      [
        'it is idle, as its last commit is old',
        'replica',
        {
          change: {
            replica: {
              [signals.REPLAY]: { ...REPLAY, lastCommitAgeSeconds: 9e4 },
            },
          },
        },
        'met',
        /caught up and in contact/,
      ],
      [
        'it is attached and silent',
        'replica',
        {
          change: {
            replica: {
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: 45,
                ageKind: 'exposure',
              },
            },
          },
        },
        'at-risk',
        /45 s behind \(without contact since\)/,
      ],
      [
        'it has lost its primary a moment ago',
        'replica',
        {
          change: {
            replica: {
              [signals.WAL_RECEIVER]: LOST_RECEIVER,
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: 4,
                ageKind: 'exposure',
              },
            },
          },
        },
        'at-risk',
        /not attached to cloud \(WAL receiver not running\), 4 s behind/,
      ],
      [
        'it is half of its RPO behind',
        'replica',
        {
          change: {
            replica: {
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: 300,
                ageKind: 'measured',
                lagBytes: 77,
              },
            },
          },
        },
        'at-risk',
        /5 min behind .* of 10 min allowed, 77 bytes/,
      ],
      [
        'it is its RPO behind, and paused replay hides it from the primary',
        'replica',
        {
          change: {
            replica: {
              [signals.REPLAY]: {
                ...REPLAY,
                pauseState: 'paused',
                ageSeconds: 600,
                ageKind: 'measured',
              },
            },
          },
        },
        'breached',
        /10 min behind/,
      ],
      [
        'an RPO of zero is not measured in age',
        'standby',
        {
          change: {
            standby: {
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: 449,
                ageKind: 'measured',
              },
            },
          },
        },
        'met',
        /of 15 min allowed/,
      ],
      [
        'only an upper bound is known, and it is small',
        'replica',
        {
          change: {
            replica: {
              [signals.WAL_RECEIVER]: LOST_RECEIVER,
              [signals.REPLAY]: { ...REPLAY, ageSeconds: 9, ageKind: 'bound' },
            },
          },
        },
        'at-risk',
        /upper bound/,
      ],
      [
        'only an upper bound is known, and it is large',
        'replica',
        {
          change: {
            replica: {
              [signals.WAL_RECEIVER]: LOST_RECEIVER,
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: 9000,
                ageKind: 'bound',
              },
            },
          },
        },
        'unknown',
        /at most/,
      ],
      [
        'it has replayed no commit yet',
        'replica',
        {
          change: {
            replica: {
              [signals.REPLAY]: {
                ...REPLAY,
                ageSeconds: null,
                ageKind: 'unknown',
              },
            },
          },
        },
        'unknown',
        /no commit yet/,
      ],
      [
        'it was promoted',
        'replica',
        { change: { replica: { [signals.IN_RECOVERY]: false } } },
        'breached',
        /has been promoted/,
      ],
      [
        'the portal may not see',
        'replica',
        {
          change: {
            replica: { [signals.WAL_RECEIVER]: { ...RECEIVER, status: null } },
          },
        },
        'unknown',
        /lacks pg_monitor/,
      ],
      [
        'it refuses connections and nothing is attached to its primary',
        'standby',
        {
          failing: { standby: 'unreachable' },
          change: {
            head: { [signals.SENDERS]: [{ ...SENDER, kind: 'logical' }] },
          },
        },
        'breached',
        /standby is down.*no replica is attached to head/,
      ],
      [
        'only the portal cannot reach it',
        'standby',
        { failing: { standby: 'unreachable' } },
        'unknown',
        /The source of standby failed/,
      ],
      [
        'it hangs',
        'standby',
        {
          failing: { standby: 'timed-out' },
          change: { head: { [signals.SENDERS]: [] } },
        },
        'unknown',
        /The source of standby failed/,
      ],
      [
        'its receiver is not reported',
        'replica',
        { without: { replica: [signals.WAL_RECEIVER] } },
        'unknown',
        /have not been reported/,
      ],
    ],
  ],
]);
