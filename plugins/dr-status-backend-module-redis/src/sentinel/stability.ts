import {
  sayDuration,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { isSentinelCache, readAll } from './sentinelEntity';
import { FAILOVERS, type FailoversValue } from './signals';

const WINDOW_SECONDS = 3600;
const MOST = 1;

export const failoversRare: Check = {
  id: 'redis.sentinel.stable',
  title: 'The master stays where it is',
  description:
    'The master has not moved again and again. Each fail-over loses the last writes, and one after the other is the sign of a network or a timeout that does not fit. Counted while this portal looks.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'At most 1 fail-over within an hour (more is at risk)',
    origin: 'design 4.1',
  },
  signals: [FAILOVERS],
  remediation:
    'Compare down-after-milliseconds with pauses of the machines and the network; read in the log of a Sentinel why it failed over.',
  appliesTo: isSentinelCache,
  evaluate(context): CheckOutcome {
    const view = readAll<[FailoversValue]>(
      context,
      'How often the master has moved',
      [[FAILOVERS, 'Fail-overs']],
    );
    if ('outcome' in view) {
      return view.outcome;
    }
    const [{ failovers, watchedSince, configEpoch }] = view.values;
    const recent = failovers.filter(
      ({ at }) => (context.now - Date.parse(at)) / 1000 <= WINDOW_SECONDS,
    );
    const last = failovers.at(-1);
    const watched = sayDuration(
      Math.max(0, (context.now - Date.parse(watchedSince)) / 1000),
    );
    const epoch =
      configEpoch === null ? '' : ` Configuration epoch ${configEpoch}.`;
    return {
      verdict: recent.length > MOST ? 'at-risk' : 'met',
      reason: `${
        recent.length === 0
          ? `No fail-over within an hour (watched for ${watched})`
          : `${recent.length} fail-over${
              recent.length === 1 ? '' : 's'
            } within an hour, of ${MOST} allowed`
      }${
        last
          ? `; the last one ${sayDuration(
              Math.max(0, (context.now - Date.parse(last.at)) / 1000),
            )} ago, from ${last.from} to ${last.to}`
          : ''
      }.${epoch}`,
      readings: view.readings,
    };
  },
};
