import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { copiesOf } from '../aws/placement';
import { isKeyStore, judgeUsable, viewKeys } from './kmsKeys';
import { KMS_KEYS, type KmsKey, type KmsKeys } from './signals';

/** Whether what the key encrypted can be decrypted in the other region. */
function judgeCopy(
  key: KmsKey,
  there: KmsKeys,
): Omit<CheckOutcome, 'readings'> {
  const { region } = there;
  if (key.missing) {
    return {
      verdict: 'unknown',
      reason: `Whether ${region} has a copy of ${key.name} is unknown: the key itself is not there.`,
    };
  }
  const present = there.keys.flatMap(each => (each.missing ? [] : each));
  const copy = present.find(({ id }) => id === key.id);
  if (copy) {
    return judgeUsable(copy, region);
  }
  const namesake = present.find(({ name }) => name === key.name);
  if (namesake) {
    const usable = judgeUsable(namesake, region);
    return usable.verdict === 'met'
      ? {
          verdict: 'at-risk',
          reason: `${key.name} in ${region} is a key of its own: it decrypts what was encrypted anew for ${region}, and nothing else.`,
        }
      : usable;
  }
  return {
    verdict: 'breached',
    reason:
      key.multiRegion === null
        ? `${key.name} is a key of one region alone: ${region} has none that decrypts what it encrypted.`
        : `${region} has no replica of ${key.name} among the keys that are watched there.`,
  };
}

export const kmsCopies: Check = {
  id: 'aws.kms.dr-copy',
  title: 'KMS keys usable in DR',
  description:
    'Each key is a multi-Region key with an enabled replica in the region that takes over, so that copied data can be read there without this region.',
  gate: true,
  weight: 4,
  threshold: {
    text: 'A replica of each key Enabled in the DR region (another key there is at risk; none, or none usable, is breached)',
    origin: 'design 6.2',
  },
  signals: [KMS_KEYS],
  remediation:
    'Replicate the key (ReplicateKey) and give the replica the alias and the key policy of the original. A key of one region cannot be made multi-Region: create one and encrypt anew.',
  appliesTo: (entity, estate) =>
    isKeyStore(entity, estate) &&
    copiesOf(estate, entity).some(copy => isKeyStore(copy, estate)),
  evaluate(context): CheckOutcome {
    const here = viewKeys(context);
    if ('outcome' in here) {
      return here.outcome;
    }
    const outcomes = copiesOf(context, context.entity)
      .filter(copy => isKeyStore(copy, context))
      .flatMap((copy): CheckOutcome[] => {
        const there = viewKeys(context, refOf(copy));
        if ('outcome' in there) {
          return [there.outcome];
        }
        const readings = [here.reading, there.reading];
        const judged = here.value.keys.map(key => ({
          ...judgeCopy(key, there.value),
          readings,
        }));
        const worst = worstOutcome(judged);
        return worst.verdict === 'met'
          ? [
              {
                verdict: 'met',
                reason: `${judged.length} of ${judged.length} keys of ${here.value.region} have an enabled replica in ${there.value.region}.`,
                readings,
              },
            ]
          : [worst];
      });
    return worstOutcome(outcomes);
  },
};
