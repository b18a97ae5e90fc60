import * as signals from '../signals';
import { RECEIVER, SYNC, lost } from '../testing/chain';
import { tryChecks } from '../testing/tryChecks';
import * as module from './primaryAcceptsWrites';

tryChecks(module, [
  [
    module.primaryAcceptsWrites,
    [
      ['all is well', 'head', {}, 'met', /out of recovery/],
      [
        'it refuses connections and its standby has lost it',
        'head',
        { failing: { head: 'unreachable' }, change: lost() },
        'breached',
        /is down: The source of head failed, and the WAL receiver of standby has lost it \(last contact 4 s ago\)/,
      ],
      [
        'it refuses connections and its standby has taken over',
        'head',
        {
          failing: { head: 'unreachable' },
          change: { standby: { [signals.IN_RECOVERY]: false } },
        },
        'breached',
        /standby has been promoted/,
      ],
      [
        'only the portal cannot reach it',
        'head',
        { failing: { head: 'unreachable' } },
        'unknown',
        /standby still streams from it/,
      ],
      [
        'it hangs, and the stream is open and silent',
        'head',
        {
          failing: { head: 'timed-out' },
          change: {
            standby: {
              [signals.WAL_RECEIVER]: {
                ...RECEIVER,
                lastMessageAgeSeconds: 40,
              },
            },
          },
        },
        'unknown',
        /no standby can be asked/,
      ],
      [
        'it hangs, and its standby has lost it a moment ago',
        'head',
        { failing: { head: 'timed-out' }, change: lost(20) },
        'unknown',
        /has lost it \(last contact 20 s ago\)/,
      ],
      [
        'it has hung for so long that it must be dead',
        'head',
        { failing: { head: 'timed-out' }, change: lost(130) },
        'breached',
        /2 min 10 s/,
      ],
      [
        'the password is wrong',
        'head',
        { failing: { head: 'unauthorized' }, change: lost() },
        'unknown',
        /The source of head failed/,
      ],
      [
        'nobody can be asked',
        'head',
        { failing: { head: 'unreachable', standby: 'timed-out' } },
        'unknown',
        /no standby can be asked/,
      ],
      [
        'its standby hides the receiver',
        'head',
        {
          failing: { head: 'unreachable' },
          change: {
            standby: { [signals.WAL_RECEIVER]: { ...RECEIVER, status: null } },
          },
        },
        'unknown',
        /no standby can be asked/,
      ],
      [
        'its last reading is too old',
        'head',
        { stale: ['head'] },
        'unknown',
        /last reading is 2 min old/,
      ],
      [
        'it follows another',
        'head',
        { change: { head: { [signals.IN_RECOVERY]: true } } },
        'breached',
        /in recovery/,
      ],
      [
        'it is read-only',
        'cloud',
        { change: { cloud: { [signals.READ_ONLY]: true } } },
        'breached',
        /default_transaction_read_only/,
      ],
      [
        'its commits hang',
        'head',
        {
          change: {
            head: {
              [signals.SYNC]: {
                ...SYNC,
                blockedCommits: 2,
                blockedSeconds: 12,
              },
            },
          },
        },
        'breached',
        /hang: 2 commits wait.*12 s/,
      ],
      [
        'a commit waits as briefly as commits do',
        'head',
        {
          change: {
            head: {
              [signals.SYNC]: {
                ...SYNC,
                blockedCommits: 1,
                blockedSeconds: 0.002,
              },
            },
          },
        },
        'met',
        /no more than 0 s/,
      ],
      [
        'its commit state is not reported',
        'head',
        { without: { head: [signals.SYNC] } },
        'unknown',
        /has not been reported/,
      ],
    ],
  ],
]);
