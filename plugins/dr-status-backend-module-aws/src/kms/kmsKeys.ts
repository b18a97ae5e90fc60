import type { Entity } from '@backstage/catalog-model';
import {
  worstOutcome,
  type Check,
  type CheckContext,
  type CheckOutcome,
  type EstateView,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import { listed, viewSignal } from '../aws/viewSignal';
import { KMS_KEYS, type KmsKey, type KmsKeys } from './signals';

export const isKeyStore = (entity: Entity, estate: EstateView) =>
  isInAws(estate, entity, 'key-store');

type Judged = Omit<CheckOutcome, 'readings'>;

/** Keys of an entity as KMS has them. */
export function viewKeys(context: CheckContext, entityRef?: string) {
  return viewSignal<KmsKeys>(
    context,
    KMS_KEYS,
    'The state of the KMS keys',
    entityRef,
  );
}

/** States in which a key comes back by itself, or with one call. */
const PASSING = ['Creating', 'Updating'];
const UNUSABLE = [
  'Disabled',
  'PendingDeletion',
  'PendingReplicaDeletion',
  'PendingImport',
  'Unavailable',
];

/** Whether data can be decrypted with the key now. */
export function judgeUsable(key: KmsKey, region: string): Judged {
  const label = `${key.name} in ${region}`;
  if (key.missing) {
    return {
      verdict: 'breached',
      reason: `KMS in ${region} has no key ${key.name}.`,
    };
  }
  const { state, deletionDate, customStore } = key;
  if (UNUSABLE.includes(state)) {
    return {
      verdict: 'breached',
      reason: `${label} is ${state}${
        deletionDate ? ` until ${deletionDate.slice(0, 10)}` : ''
      }: nothing can be decrypted with it.`,
    };
  }
  if (customStore && customStore.connection !== 'CONNECTED') {
    const known = /^(CONNECTING|DISCONNECTED|DISCONNECTING|FAILED)$/;
    return {
      verdict: known.test(customStore.connection) ? 'breached' : 'unknown',
      reason: `The key store ${customStore.id} that holds ${label} is ${customStore.connection}.`,
    };
  }
  if (PASSING.includes(state)) {
    return { verdict: 'at-risk', reason: `${label} is ${state}.` };
  }
  return state === 'Enabled'
    ? { verdict: 'met', reason: `${label} is Enabled.` }
    : {
        verdict: 'unknown',
        reason: `${label} has a state that is not understood: ${state}.`,
      };
}

export const kmsUsable: Check = {
  id: 'aws.kms.usable',
  title: 'KMS keys usable',
  description:
    'Every key that the region’s data rests on is there and enabled, and its key store is connected. Without its key a copy of the data is noise.',
  gate: true,
  weight: 4,
  threshold: {
    text: 'All keys Enabled (disabled, pending deletion, absent or its store not connected is breached)',
    origin: 'design 6.2',
  },
  signals: [KMS_KEYS],
  remediation:
    'Cancel the deletion (ScheduleKeyDeletion waits 7 to 30 days), enable the key, or connect its key store again. Find out who changed it in CloudTrail.',
  appliesTo: isKeyStore,
  evaluate(context): CheckOutcome {
    const view = viewKeys(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { region, keys } = view.value;
    const readings = [view.reading];
    const worst = worstOutcome(
      keys.map(key => ({ ...judgeUsable(key, region), readings })),
    );
    return worst.verdict === 'met' && keys.length > 1
      ? {
          verdict: 'met',
          reason: `All ${keys.length} keys in ${region} are Enabled.`,
          readings,
        }
      : worst;
  },
};

export const kmsRotation: Check = {
  id: 'aws.kms.rotation',
  title: 'KMS keys rotated',
  description:
    'KMS gives every key new material each year or sooner. Related keys of several regions are rotated together.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'Automatic rotation on for all keys (off, or not to be had, is at risk)',
    origin: 'design 6.2; NIST SP 800-57',
  },
  signals: [KMS_KEYS],
  remediation:
    'Enable automatic rotation; for a multi-Region key do it at its primary key. Asymmetric and imported keys must be replaced by hand.',
  appliesTo: isKeyStore,
  evaluate(context): CheckOutcome {
    const view = viewKeys(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { region } = view.value;
    const readings = [view.reading];
    const keys = view.value.keys.flatMap(key => (key.missing ? [] : key));
    if (keys.length === 0) {
      return {
        verdict: 'unknown',
        reason: `KMS in ${region} has no key whose rotation could be looked at.`,
        readings,
      };
    }
    const names = (matching: (key: (typeof keys)[number]) => boolean) =>
      keys.filter(matching).map(({ name }) => name);
    const off = names(({ rotation }) => rotation?.enabled === false);
    if (off.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `Rotation is off for ${listed(off)} in ${region}.`,
        readings,
      };
    }
    const byHand = names(({ rotation }) => rotation === null);
    if (byHand.length > 0) {
      return {
        verdict: 'at-risk',
        reason: `KMS does not rotate ${listed(
          byHand,
        )} in ${region}: their kind must be replaced by hand.`,
        readings,
      };
    }
    const periods = keys.flatMap(({ rotation }) => rotation?.periodDays ?? []);
    return {
      verdict: 'met',
      reason: `${
        keys.length === 1 ? 'The key' : `All ${keys.length} keys`
      } in ${region} ${keys.length === 1 ? 'is' : 'are'} rotated${
        periods.length > 0
          ? ` at least every ${Math.max(...periods)} days`
          : ' by KMS'
      }.`,
      readings,
    };
  },
};
