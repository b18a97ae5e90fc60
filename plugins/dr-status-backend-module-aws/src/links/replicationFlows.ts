import type { Entity } from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import {
  sayDuration,
  unknownOutcome,
  type Check,
  type CheckOutcome,
  type EstateView,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import { METRIC_FRESH_SECONDS, type MetricPoint } from '../aws/metrics';
import { nameOf } from '../aws/placement';
import { listed } from '../aws/viewSignal';
import { BROKEN } from '../rds/rdsReplica';
import { isRdsInstance } from '../rds/rdsTopology';
import { RDS_INSTANCE, type RdsInstance } from '../rds/signals';
import { isBucket } from '../s3/bucketView';
import {
  S3_REPLICATION_METRICS,
  type S3ReplicationMetrics,
} from '../s3/signals';

/** What the state of a copy says of the way to it. */
type Witness = { flows: boolean; said: string } | undefined;

const LIMIT_SECONDS = 900;
const FED = ['replicating', 'replication degraded'];

function fromRds(value: unknown): Witness {
  const instance = value as RdsInstance;
  if (instance.missing || !instance.replication) {
    return undefined;
  }
  const { status } = instance.replication;
  // A replica that lags is still fed.
  const flows = FED.includes(status);
  if (!flows && !BROKEN.includes(status)) {
    return undefined;
  }
  return {
    flows,
    said: `${instance.identifier} is ${status}`,
  };
}

const freshValue = (point: MetricPoint, now: number) =>
  point && (now - Date.parse(point.at)) / 1000 <= METRIC_FRESH_SECONDS
    ? point.value
    : undefined;

function fromS3(value: unknown, now: number): Witness {
  const latencies = (value as S3ReplicationMetrics[]).flatMap(
    ({ latencySeconds }) => freshValue(latencySeconds, now) ?? [],
  );
  if (latencies.length === 0) {
    return undefined;
  }
  const worst = Math.max(...latencies);
  return {
    flows: worst < LIMIT_SECONDS,
    said: `copies of objects are ${sayDuration(worst)} behind`,
  };
}

interface Copy {
  entity: Entity;
  signal: string;
  title: string;
  testify(value: unknown, now: number): Witness;
}

/** Copies in AWS that are fed over the link, and whose state AWS tells. */
function copiesOver(estate: EstateView, link: Entity): Copy[] {
  const ref = refOf(link);
  const copies: Copy[] = [];
  for (const original of estate.entities()) {
    for (const { to, mode, over } of resilienceOf(original)?.replicates ?? []) {
      const entity = estate.getEntity(to);
      if (
        !entity ||
        mode !== 'asynchronous' ||
        over?.toLocaleLowerCase('en-US') !== ref
      ) {
        continue;
      }
      if (isRdsInstance(estate, original) && isRdsInstance(estate, entity)) {
        copies.push({
          entity,
          signal: RDS_INSTANCE,
          title: 'RDS instance',
          testify: fromRds,
        });
      } else if (isBucket(estate, original) && isBucket(estate, entity)) {
        copies.push({
          entity,
          signal: S3_REPLICATION_METRICS,
          title: 'Replication metrics',
          testify: fromS3,
        });
      }
    }
  }
  return copies;
}

/**
 * A path of AWS’s own between regions cannot be asked. What is copied over it
 * testifies: one copy that is fed proves the path; one that is not may have a
 * cause of its own, several together hardly.
 */
export const replicationFlows: Check = {
  id: 'aws.links.replication-flows',
  title: 'Replication flows over the link',
  description:
    'The path between regions is AWS’s own and has no state to ask for. Whether it carries is seen by the copies that are fed over it.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'All copies are fed (some stalled, or the only one, is at risk; several, all stalled, is breached)',
    origin: 'design 2.2, 2.4',
  },
  signals: [RDS_INSTANCE, S3_REPLICATION_METRICS],
  remediation:
    'See the health dashboard of AWS for both regions, and the events of what has stalled.',
  appliesTo: (entity, estate) =>
    entity.kind === 'Resource' &&
    entity.spec?.type === 'network-link' &&
    copiesOver(estate, entity).length > 0,
  evaluate(context): CheckOutcome {
    const copies = copiesOver(context, context.entity);
    const all = copies.map(({ entity, signal, title }) =>
      context.read(signal, `${title} of ${nameOf(entity)}`, refOf(entity)),
    );
    const heard = copies.flatMap(({ testify }, index) => {
      const reading = all[index];
      const witness =
        reading.state === 'fresh' &&
        testify(reading.evidence.value, context.now);
      return witness ? [{ ...witness, reading }] : [];
    });
    if (heard.length === 0) {
      const stale = all.filter(({ state }) => state !== 'fresh');
      return stale.length > 0
        ? unknownOutcome('Whether it carries', context.now, stale)
        : {
            verdict: 'unknown',
            reason: 'Nothing that is copied over it says how it stands.',
            readings: all,
          };
    }
    const readings: Reading[] = heard.map(({ reading }) => reading);
    const stalled = heard.filter(({ flows }) => !flows);
    const said = (some: typeof heard) => listed(some.map(each => each.said));
    if (stalled.length === 0) {
      return {
        verdict: 'met',
        reason: `It carries: ${said(heard)}.`,
        readings,
      };
    }
    return stalled.length === heard.length && stalled.length > 1
      ? {
          verdict: 'breached',
          reason: `Nothing flows over it: ${said(stalled)}.`,
          readings,
        }
      : {
          verdict: 'at-risk',
          reason: `Stalled over it: ${said(
            stalled,
          )}. The cause may be the link or an end of it.`,
          readings,
        };
  },
};
