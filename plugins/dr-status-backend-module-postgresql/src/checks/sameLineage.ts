import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  causeOf,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import * as signals from '../signals';
import { isPostgresql, isStreamed, nameOf, upstreams } from './topology';

export const sameLineage: Check = {
  id: 'postgresql.same-lineage',
  title: 'Copy of the same cluster and timeline',
  description:
    'A physical copy has the system identifier of its primary and stands on the same timeline. Another identifier is another cluster; another timeline means that one of them has been promoted since.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Same system identifier, same timeline',
    origin: 'design 4.2; PostgreSQL, timelines',
  },
  signals: [signals.SYSTEM_IDENTIFIER, signals.TIMELINE],
  remediation:
    'Rewind the copy that has diverged (pg_rewind) or build it anew from its primary.',
  appliesTo: (entity, estate) =>
    isPostgresql(entity) &&
    upstreams(estate, entity).some(link => isStreamed(link.mode)),
  evaluate(context): CheckOutcome {
    const { entity: upstream } = upstreams(context, context.entity).find(link =>
      isStreamed(link.mode),
    )!;
    const name = nameOf(context.entity);
    const upName = nameOf(upstream);
    const upRef = refOf(upstream);
    const ids = [
      context.read(signals.SYSTEM_IDENTIFIER, 'System identifier'),
      context.read(
        signals.SYSTEM_IDENTIFIER,
        `${upName}: system identifier`,
        upRef,
      ),
    ];
    const timelines = [
      context.read(signals.TIMELINE, 'Timeline'),
      context.read(signals.TIMELINE, `${upName}: timeline`, upRef),
    ];
    const readings = [...ids, ...timelines];
    const silent = ids.find(reading => reading.state !== 'fresh');
    if (silent) {
      return {
        verdict: 'unknown',
        reason: `Whether ${name} and ${upName} are of one lineage is unknown: ${causeOf(
          silent,
          context.now,
        )}.`,
        readings: [silent, ...readings.filter(reading => reading !== silent)],
      };
    }
    if (ids[0].evidence.value !== ids[1].evidence.value) {
      return {
        verdict: 'breached',
        reason: `${name} (system ${ids[0].evidence.value}) is no copy of ${upName} (system ${ids[1].evidence.value}).`,
        readings,
      };
    }
    const hidden = timelines.find(reading => reading.state !== 'fresh');
    if (hidden) {
      return {
        verdict: 'unknown',
        reason: `${name} and ${upName} are copies of one cluster, but on which timeline is unknown: ${causeOf(
          hidden,
          context.now,
        )}.`,
        readings,
      };
    }
    const [here, there] = timelines.map(reading => reading.evidence.value);
    return here === there
      ? {
          verdict: 'met',
          reason: `${name} and ${upName} are one cluster on timeline ${here}.`,
          readings,
        }
      : {
          verdict: 'breached',
          reason: `${name} stands on timeline ${here}, ${upName} on timeline ${there}: one of them has been promoted since.`,
          readings,
        };
  },
};
