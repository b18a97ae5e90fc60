import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  CheckContext,
  CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { annotationOf, dependenciesOf, isOfType, nameOf } from './estate';
import { numberOf, recordOf } from './jsonValues';
import { ask, settle, undeclared, type Asked } from './reading';

export const DATABASE_SIZE = 'postgresql.database.sizeBytes';
export const FILE_SHARE = 'storage.fileShare';

/** Gigabytes (of 10⁹ bytes) by which a store is expected to grow in a year. */
const ANNOTATION_GROWTH = 'twinshore.io/growth-gb-per-year';

const GB = 1e9;
const GIB = 1024 ** 3;
/** Time to plan, buy and move. */
const WARNING_MONTHS = 12;

const isGrowthPlan = (entity: Entity) =>
  isOfType(entity, 'capacity-plan') &&
  resilienceOf(entity)?.sizing?.storageGiB !== undefined;

interface Room {
  usedBytes: number;
  totalBytes: number;
}

/** A size in GB or TB, as storage is sold. */
function saySize(bytes: number): string {
  const gb = bytes / GB;
  if (gb >= 1000) {
    return `${(gb / 1000).toFixed(1)} TB`;
  }
  return gb >= 0.1 ? `${gb.toFixed(1)} GB` : `${(gb * 1000).toFixed(0)} MB`;
}

function sayMonths(months: number): string {
  if (months >= 24) {
    return `${(months / 12).toFixed(1)} years`;
  }
  return months >= 2
    ? `${Math.floor(months)} months`
    : `${Math.floor((months / 12) * 365)} days`;
}

/** Judges how long the room lasts at the growth that the store declares. */
function judgeRoom(
  entity: Entity,
  room: Asked<Room>,
  limitFrom: string,
): CheckOutcome {
  if ('outcome' in room) {
    return room.outcome;
  }
  const { readings, value } = room;
  const { usedBytes, totalBytes } = value;
  const name = nameOf(entity);
  const rate = Number(annotationOf(entity, ANNOTATION_GROWTH));
  const figures = `${name} holds ${saySize(usedBytes)} of ${saySize(
    totalBytes,
  )} ${limitFrom}`;
  if (!(rate > 0)) {
    return {
      verdict: 'unknown',
      reason: `${figures}; how fast it grows is declared nowhere (${ANNOTATION_GROWTH}).`,
      readings,
    };
  }
  const months = ((totalBytes - usedBytes) / (rate * GB)) * 12;
  const little = months > 0 ? 'at-risk' : 'breached';
  return {
    verdict: months >= WARNING_MONTHS ? 'met' : little,
    reason:
      months <= 0
        ? `${figures}: it is full.`
        : `${figures}, enough for ${sayMonths(months)} at ${rate} GB a year.`,
    readings,
  };
}

const THRESHOLD = `Room for ${WARNING_MONTHS} months of the declared growth (less is at risk, none at all is breached)`;

function settleStores(
  context: CheckContext,
  type: string,
  judge: (entity: Entity) => CheckOutcome,
): CheckOutcome {
  const stores = dependenciesOf(context, context.entity, type);
  if (stores.length === 0) {
    return undeclared(context, type);
  }
  const parts = stores.map(judge);
  return settle(parts, parts.map(({ reason }) => reason).join(' '));
}

const restsOn =
  (type: string): Check['appliesTo'] =>
  (entity, estate) =>
    isGrowthPlan(entity) && dependenciesOf(estate, entity, type).length > 0;

export const databaseGrowth: Check = {
  id: 'recovery.growth-databases',
  title: 'Room for the growth of the databases',
  description:
    'The size of each database now, as PostgreSQL tells it, against the storage that its sizing declares, at the growth that the catalog declares.',
  gate: false,
  weight: 1,
  threshold: { text: THRESHOLD, origin: 'design 9.2' },
  signals: [DATABASE_SIZE],
  remediation:
    'Plan larger storage, archiving or sharding. Correct the sizing and the growth when they have changed.',
  appliesTo: restsOn('database'),
  evaluate: context =>
    settleStores(context, 'database', entity => {
      const storage = resilienceOf(entity)?.sizing?.storageGiB;
      const size = ask(context, entity, DATABASE_SIZE, 'The size', numberOf);
      if ('value' in size && storage === undefined) {
        return {
          verdict: 'unknown',
          reason: `${nameOf(entity)} holds ${saySize(
            size.value,
          )}, of a storage that is declared nowhere (sizing.storageGiB).`,
          readings: size.readings,
        };
      }
      return judgeRoom(
        entity,
        'outcome' in size
          ? size
          : {
              readings: size.readings,
              value: { usedBytes: size.value, totalBytes: storage! * GIB },
            },
        'declared',
      );
    }),
};

export const documentGrowth: Check = {
  id: 'recovery.growth-documents',
  title: 'Room for the growth of the documents',
  description:
    'What is free on each file store now, at the growth that the catalog declares. Buckets have no limit to meet.',
  gate: false,
  weight: 1,
  threshold: { text: THRESHOLD, origin: 'design 9.2' },
  signals: [FILE_SHARE],
  remediation: 'Extend the file store, or move old documents to a bucket.',
  appliesTo: restsOn('file-store'),
  evaluate: context =>
    settleStores(context, 'file-store', entity =>
      judgeRoom(
        entity,
        ask(context, entity, FILE_SHARE, 'The room', value => {
          const share = recordOf(value);
          const totalBytes = numberOf(share?.totalBytes);
          const availableBytes = numberOf(share?.availableBytes);
          return totalBytes === undefined || availableBytes === undefined
            ? undefined
            : { totalBytes, usedBytes: totalBytes - availableBytes };
        }),
        'there',
      ),
    ),
};

export const growthChecks: Check[] = [databaseGrowth, documentGrowth];
