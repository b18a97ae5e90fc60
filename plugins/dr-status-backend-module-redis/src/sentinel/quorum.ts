import {
  sayList,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { isSentinelCache, readAll } from './sentinelEntity';
import { SENTINELS, type SentinelsValue } from './signals';

export const sentinelQuorum: Check = {
  id: 'redis.sentinel.quorum',
  title: 'Sentinels can agree on a fail-over',
  description:
    'Every Sentinel says that the quorum and the majority for a fail-over of the master can be reached. Sentinels go on answering, and counting colleagues that are long dead, when they cannot.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'CKQUORUM OK from every Sentinel (one that is down is at risk; NOQUORUM is breached)',
    origin: 'design 4.2',
  },
  signals: [SENTINELS],
  remediation:
    'Start the Sentinels that are down, on machines that fail apart; at least three are needed. Compare the quorum with their number.',
  appliesTo: isSentinelCache,
  evaluate(context): CheckOutcome {
    const view = readAll<[SentinelsValue]>(
      context,
      'Whether the Sentinels can agree on a fail-over',
      [[SENTINELS, 'Sentinels']],
    );
    if ('outcome' in view) {
      return view.outcome;
    }
    const { readings } = view;
    const [{ views, masterName }] = view.values;
    const without = views.find(
      each => each.state === 'answers' && !each.quorumReached,
    );
    if (without) {
      return {
        verdict: 'breached',
        reason: `The Sentinel at ${without.address} says of ${masterName}: ${
          'quorumAnswer' in without ? without.quorumAnswer : ''
        }`.replace(/[.\s]*$/, '.'),
        readings,
      };
    }
    const answering = views.filter(({ state }) => state === 'answers');
    const down = views.filter(({ state }) => state === 'down');
    if (down.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `${answering.length} of ${
          views.length
        } Sentinels answer and have their quorum; ${sayList(
          down.map(({ address }) => address),
        )} ${down.length === 1 ? 'is' : 'are'} down.`,
        readings,
      };
    }
    const unreadable = views.find(({ state }) => state === 'unreadable');
    if (unreadable && 'error' in unreadable) {
      return {
        verdict: 'unknown',
        reason: `Not every Sentinel can be asked for its quorum: ${unreadable.error}`,
        readings,
      };
    }
    return {
      verdict: 'met',
      reason: `All ${views.length} Sentinels have the quorum and the majority to fail ${masterName} over.`,
      readings,
    };
  },
};
