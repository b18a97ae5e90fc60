import type { Summary, Verdict } from '@twinshore/plugin-dr-status-common';
import type { ReplicationMode } from '@twinshore/plugin-hybrid-infra-common';
import type { EstateItem } from './EstateItem';

/** One hop of a replication chain. */
export interface ReplicationHop {
  /** Stable, also for the page's own anchors. */
  id: string;
  from: EstateItem;
  to: EstateItem;
  mode: ReplicationMode | undefined;
  over?: string;
  /** Age of what has arrived at `to`, seconds; undefined where nothing measures it. */
  ageSeconds?: number;
  /** Of the measured age, or of the copy itself where no age is measured. */
  verdict: Verdict;
  unwatched: boolean;
  observedAt?: string;
}

/**
 * Hops between declared entities. The age comes from the recovery point that
 * the posture reports for the copy; it covers the whole chain up to there.
 */
export function replicationHops(
  items: readonly EstateItem[],
  summary: Summary | undefined,
): ReplicationHop[] {
  const byRef = new Map(items.map(item => [item.ref, item]));
  const parts = new Map(
    summary?.objectives
      .find(objective => objective.id === 'rpo')
      ?.parts.map(part => [part.entityRef, part]),
  );
  return items.flatMap(from =>
    from.replicates.flatMap(replication => {
      const to = byRef.get(replication.to);
      if (!to) {
        return [];
      }
      const part = parts.get(to.ref);
      return [
        {
          id: `${from.ref}>${to.ref}`,
          from,
          to,
          mode: replication.mode,
          over: replication.over,
          ageSeconds: part?.value ?? undefined,
          verdict: part?.verdict ?? to.verdict,
          unwatched: !part && to.unwatched,
          observedAt: part?.observedAt ?? to.observedAt,
        },
      ];
    }),
  );
}
