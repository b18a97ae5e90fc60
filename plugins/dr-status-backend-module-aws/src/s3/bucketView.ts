import type { Entity } from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  CheckContext,
  CheckOutcome,
  EstateView,
  Reading,
} from '@twinshore/plugin-dr-status-node';
import { isInAws, originalsOf } from '../aws/placement';
import { viewSignal } from '../aws/viewSignal';
import {
  S3_BUCKET,
  S3_REPLICATION_RULES,
  type S3Bucket,
  type S3ReplicationRule,
} from './signals';

export type PresentBucket = Extract<S3Bucket, { missing: false }>;

/** A bucket on a site that is a region of AWS is taken for one of S3. */
export function isBucket(estate: EstateView, entity: Entity): boolean {
  return isInAws(estate, entity, 'bucket');
}

/** The bucket that a `bucket-replication` entity is declared to be in. */
function bucketOf(estate: EstateView, entity: Entity): Entity | undefined {
  const at = resilienceOf(entity)?.locatedIn;
  const bucket =
    at && isInAws(estate, entity, 'bucket-replication')
      ? estate.getEntity(at)
      : undefined;
  return bucket && isBucket(estate, bucket) ? bucket : undefined;
}

/** The bucket that is copied, when the entity is the sending end of a replication. */
export function sendingBucket(
  estate: EstateView,
  entity: Entity,
): Entity | undefined {
  const bucket = bucketOf(estate, entity);
  return bucket && resilienceOf(bucket)?.replicates?.length
    ? bucket
    : undefined;
}

/** The bucket that is copied to, when the entity is the receiving end. */
export function receivingBucket(
  estate: EstateView,
  entity: Entity,
): Entity | undefined {
  const bucket = bucketOf(estate, entity);
  return bucket && originalsOf(estate, bucket).some(it => isBucket(estate, it))
    ? bucket
    : undefined;
}

/** The bucket as S3 describes it, or the outcome when it cannot be seen. */
export function viewBucket(
  context: CheckContext,
  entity: Entity,
): { bucket: PresentBucket; reading: Reading } | { outcome: CheckOutcome } {
  const view = viewSignal<S3Bucket>(
    context,
    S3_BUCKET,
    'The bucket',
    refOf(entity),
  );
  if ('outcome' in view) {
    return view;
  }
  const { value, reading } = view;
  return value.missing
    ? {
        outcome: {
          verdict: 'breached',
          reason: `S3 no longer has the bucket ${value.name}.`,
          readings: [reading],
        },
      }
    : { bucket: value, reading };
}

/** Rules that copy from the bucket. */
export function viewRules(context: CheckContext, bucket: Entity) {
  return viewSignal<S3ReplicationRule[]>(
    context,
    S3_REPLICATION_RULES,
    'The replication rules',
    refOf(bucket),
  );
}
