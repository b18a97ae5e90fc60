import type {
  Check,
  CheckOutcome,
  Finding,
} from '@twinshore/plugin-dr-status-node';
import type { MasterState } from './signals';
import { isSessionStore, judgeEach, viewMasters } from './store';

const MOST_USED = 0.8;

function judgeEviction(master: MasterState): Finding {
  const { policy, usedBytes, maxBytes, evictedKeys } = master;
  if (policy === null || usedBytes === null || maxBytes === null) {
    return {
      verdict: 'unknown',
      reason: 'The master does not say what it does when its memory is full.',
    };
  }
  if (maxBytes === 0) {
    return {
      verdict: 'at-risk',
      reason:
        'It has no limit of memory: the operating system ends it when the machine has no more.',
    };
  }
  if (policy !== 'noeviction') {
    return {
      verdict: 'at-risk',
      reason: `When its memory is full it throws keys out (${policy}), and with them users${
        evictedKeys ? `; ${evictedKeys} so far` : ''
      }.`,
    };
  }
  const percent = Math.round((usedBytes / maxBytes) * 100);
  return {
    verdict: usedBytes / maxBytes >= MOST_USED ? 'at-risk' : 'met',
    reason: `It throws nothing out (${policy}) and uses ${percent} % of its memory, less than ${
      MOST_USED * 100
    } % allowed.`,
  };
}

export const sessionsNotEvicted: Check = {
  id: 'redis.sessions.not-evicted',
  title: 'No session is thrown out',
  description:
    'The store refuses writes when it is full instead of throwing out sessions of users who are at work, and it is not nearly full.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'maxmemory-policy noeviction, less than 80 % of maxmemory used (else at risk)',
    origin: 'design 4.3',
  },
  signals: ['redis.sessions.store'],
  remediation:
    'Keep sessions apart from what may be thrown out, with maxmemory-policy noeviction and room to grow.',
  appliesTo: isSessionStore,
  evaluate(context): CheckOutcome {
    const view = viewMasters(context, 'Whether sessions are thrown out');
    if ('outcome' in view) {
      return view.outcome;
    }
    return {
      ...judgeEach(view.masters, judgeEviction),
      readings: [view.reading],
    };
  },
};

export const sessionsExpire: Check = {
  id: 'redis.sessions.expire',
  title: 'Every session ends',
  description:
    'All keys in the database of the sessions have a time to live. Sessions without one are never signed out and fill a store that throws nothing out.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'All keys with a time to live (else at risk)',
    origin: 'design 4.3',
  },
  signals: ['redis.sessions.store'],
  remediation:
    'Find the keys without a time to live (redis-cli TTL answers -1) and who writes them; keep sessions in a database of their own.',
  appliesTo: isSessionStore,
  evaluate(context): CheckOutcome {
    const view = viewMasters(context, 'Whether sessions end');
    if ('outcome' in view) {
      return view.outcome;
    }
    const { masters } = view;
    const sum = (count: (master: MasterState) => number) =>
      masters.reduce((total, master) => total + count(master), 0);
    const sessions = sum(master => master.sessions);
    const sessionsThatExpire = sum(master => master.sessionsThatExpire);
    // Of the shards: whatever there is to say of one.
    const [averageTtlSeconds = null] = masters.flatMap(
      master => master.averageTtlSeconds ?? [],
    );
    const readings = [view.reading];
    if (sessions === 0) {
      return {
        verdict: 'met',
        reason: 'It holds no session now.',
        readings,
      };
    }
    const endless = sessions - sessionsThatExpire;
    return endless > 0
      ? {
          verdict: 'at-risk',
          reason: `${endless} of ${sessions} keys never end.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `All ${sessions} sessions end by themselves${
            averageTtlSeconds === null
              ? ''
              : `, in ${Math.round(averageTtlSeconds / 60)} min on average`
          }.`,
          readings,
        };
  },
};
