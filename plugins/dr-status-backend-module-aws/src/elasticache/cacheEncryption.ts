import type { Check, CheckOutcome } from '@twinshore/plugin-dr-status-node';
import { listed } from '../aws/viewSignal';
import { isElastiCache, viewGroup } from './cacheView';
import { ELASTICACHE_GROUP } from './signals';

export const cacheEncrypted: Check = {
  id: 'aws.elasticache.encrypted',
  title: 'Cache encrypted at rest and in transit',
  description:
    'Sessions are as good as passwords while they last: the cache encrypts what it writes to disk, and takes connections over TLS only.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'Encryption at rest and in transit enabled (either missing is breached)',
    origin: 'design 6.2',
  },
  signals: [ELASTICACHE_GROUP],
  remediation:
    'Encryption in transit can be turned on step by step (transit encryption mode preferred, then required). Encryption at rest needs a new group, restored from a backup.',
  appliesTo: (entity, estate) => isElastiCache(estate, entity),
  evaluate(context): CheckOutcome {
    const view = viewGroup(context, context.entity);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { identifier, encryptedAtRest, encryptedInTransit } = view.group;
    const lacks = [
      ...(encryptedAtRest === false ? ['at rest'] : []),
      ...(encryptedInTransit === false ? ['in transit'] : []),
    ];
    if (
      lacks.length === 0 &&
      (encryptedAtRest === null || encryptedInTransit === null)
    ) {
      return {
        verdict: 'unknown',
        reason: `ElastiCache does not say of ${identifier} all of how it encrypts.`,
        readings: [view.reading],
      };
    }
    return {
      verdict: lacks.length > 0 ? 'breached' : 'met',
      reason:
        lacks.length > 0
          ? `${identifier} does not encrypt ${listed(lacks)}.`
          : `${identifier} encrypts at rest and in transit.`,
      readings: [view.reading],
    };
  },
};
