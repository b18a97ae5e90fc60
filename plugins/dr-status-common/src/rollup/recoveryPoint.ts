import type { Entity } from '@backstage/catalog-model';
import type { ObjectiveStatus } from '../api';
import { compareVerdicts, worstVerdict, type Verdict } from '../verdict';
import { refOf, resilienceOf, siteOf, titleOf, typeOf } from './estateEntity';

/** Age of the newest heartbeat that an entity's database shows, seconds. @public */
export const HEARTBEAT_AGE_SIGNAL = 'postgresql.heartbeat.ageSeconds';

/**
 * How far a copy is behind what it is copied from, seconds: for stores that
 * carry no heartbeat, reported on the copy by whatever source knows it.
 * @public
 */
export const REPLICATION_LAG_SIGNAL = 'replication.lagSeconds';

/**
 * A heartbeat that is older than this where it is written says that its writer
 * stands still, and then its age elsewhere says nothing.
 */
const WRITER_STALE_SECONDS = 60;

/** The first copy of a store and its last one on another site. @public */
export interface ReplicationChain {
  head: Entity;
  end: Entity;
}

/** A number as far as it can be trusted. @public */
export interface NumberReading {
  state: 'fresh' | 'stale' | 'failed' | 'missing';
  value?: number;
  observedAt?: string;
  sourceId?: string;
}

/**
 * Chains that lead from a store to a copy on another site, one for each last
 * copy, by the entities' `spec.resilience.replicates`. Loops end where they
 * close.
 * @public
 */
export function replicationChains(
  entities: readonly Entity[],
): ReplicationChain[] {
  const byRef = new Map(entities.map(entity => [refOf(entity), entity]));
  const copiesOf = (entity: Entity): Entity[] =>
    (resilienceOf(entity)?.replicates ?? [])
      .map(({ to }) => byRef.get(to?.toLocaleLowerCase('en-US')))
      .filter((copy): copy is Entity => copy !== undefined);
  const copies = new Set(entities.flatMap(copiesOf));
  const chains = new Map<Entity, ReplicationChain>();
  const follow = (head: Entity, at: Entity, seen: Set<Entity>) => {
    const next = copiesOf(at).filter(copy => !seen.has(copy));
    if (next.length === 0 && siteOf(at) !== siteOf(head)) {
      chains.set(at, { head, end: at });
    }
    for (const copy of next) {
      follow(head, copy, new Set([...seen, copy]));
    }
  };
  for (const entity of entities) {
    if (!copies.has(entity)) {
      follow(entity, entity, new Set([entity]));
    }
  }
  return [...chains.values()].sort((a, b) =>
    refOf(a.end) < refOf(b.end) ? -1 : 1,
  );
}

function seconds(value: number): string {
  if (value < 10) {
    return `${value.toFixed(1)} s`;
  }
  return value < 120
    ? `${Math.round(value)} s`
    : `${Math.round(value / 60)} min`;
}

function againstTarget(value: number, target: number | undefined): Verdict {
  if (target === undefined) {
    return 'unknown';
  }
  if (value >= target) {
    return 'breached';
  }
  // Half of the target is our early warning.
  return value >= target / 2 ? 'at-risk' : 'met';
}

type Part = ObjectiveStatus['parts'][number] & { sourceId?: string };

function partOf(
  chain: ReplicationChain,
  target: number | undefined,
  read: (entityRef: string, signal: string) => NumberReading,
): Part {
  const entityRef = refOf(chain.end);
  const title = `${titleOf(chain.head)} → ${titleOf(chain.end)}`;
  const atEnd = read(entityRef, HEARTBEAT_AGE_SIGNAL);
  const base = {
    entityRef,
    title,
    observedAt: atEnd.observedAt,
    sourceId: atEnd.sourceId,
  };
  const unknown = (reason: string): Part => ({
    ...base,
    value: null,
    verdict: 'unknown',
    reason,
  });
  if (atEnd.state !== 'fresh' || atEnd.value === undefined) {
    const why = {
      fresh: 'its age is no number',
      stale: 'the last reading is too old',
      failed: 'its source gives no answer',
      missing: 'nothing has measured it yet',
    }[atEnd.state];
    return unknown(`No fresh heartbeat from ${titleOf(chain.end)}: ${why}.`);
  }
  const atHead = read(refOf(chain.head), HEARTBEAT_AGE_SIGNAL);
  if (
    atHead.state === 'fresh' &&
    atHead.value !== undefined &&
    atHead.value > WRITER_STALE_SECONDS
  ) {
    return unknown(
      `The heartbeat on ${titleOf(chain.head)} was last written ${seconds(
        atHead.value,
      )} ago: its writer stands still, so its age says nothing.`,
    );
  }
  const verdict = againstTarget(atEnd.value, target);
  return {
    ...base,
    value: atEnd.value,
    verdict,
    reason:
      target === undefined
        ? `The newest heartbeat on ${titleOf(chain.end)} is ${seconds(
            atEnd.value,
          )} old; no target is declared.`
        : `The newest heartbeat on ${titleOf(chain.end)} is ${seconds(
            atEnd.value,
          )} old, of ${seconds(target)} allowed.`,
  };
}

/** A store without a heartbeat, of which a source reports the lag; undefined when none does. */
function laggingPart(
  chain: ReplicationChain,
  target: number | undefined,
  read: (entityRef: string, signal: string) => NumberReading,
): Part | undefined {
  const entityRef = refOf(chain.end);
  const reading = read(entityRef, REPLICATION_LAG_SIGNAL);
  if (reading.state === 'missing') {
    return undefined;
  }
  const { value, state, observedAt, sourceId } = reading;
  const known = state === 'fresh' && value !== undefined;
  const end = titleOf(chain.end);
  return {
    entityRef,
    title: `${titleOf(chain.head)} → ${end}`,
    observedAt,
    sourceId,
    value: known ? value : null,
    verdict: known ? againstTarget(value, target) : 'unknown',
    reason: known
      ? `${end} is ${seconds(value)} behind${
          target === undefined
            ? '; no target is declared'
            : `, of ${seconds(target)} allowed`
        }.`
      : `How far ${end} is behind is unknown: ${
          state === 'failed'
            ? 'its source gives no answer'
            : 'the last reading is too old'
        }.`,
  };
}

/**
 * What would be lost if the first copies of all stores failed now: the greatest
 * age of the newest heartbeat over the ends of the databases' chains, and of
 * what sources report as the lag of other stores (formulae, "RPO"). It is
 * `unknown` as soon as one of these is, since that one could be the greatest.
 * Stores of which nobody reports a lag are listed as unmeasured parts and named
 * in the reason; they neither help nor hide.
 * @public
 */
export function recoveryPointObjective(
  entities: readonly Entity[],
  target: { seconds?: number; origin?: string },
  read: (entityRef: string, signal: string) => NumberReading,
): ObjectiveStatus {
  const chains = replicationChains(entities);
  const isDatabase = (chain: ReplicationChain) =>
    typeOf(chain.end) === 'database';
  const parts = chains.map(
    (chain): Part | { unmeasured: Part } =>
      (isDatabase(chain)
        ? partOf(chain, target.seconds, read)
        : laggingPart(chain, target.seconds, read)) ?? {
        unmeasured: {
          entityRef: refOf(chain.end),
          title: `${titleOf(chain.head)} → ${titleOf(chain.end)}`,
          value: null,
          verdict: 'unknown',
          reason: 'Nothing measures the lag of this store yet.',
        },
      },
  );
  const measured = parts
    .flatMap(part => ('unmeasured' in part ? [] : part))
    .sort(
      (one, other) =>
        compareVerdicts(other.verdict, one.verdict) ||
        (other.value ?? 0) - (one.value ?? 0),
    );
  const unmeasured = parts.flatMap(part =>
    'unmeasured' in part ? part.unmeasured : [],
  );
  const verdict = worstVerdict(measured.map(part => part.verdict));
  const known = measured.every(part => part.value !== null);
  const [worst] = measured;
  const also =
    unmeasured.length > 0
      ? ` Not measured yet: ${unmeasured.map(part => part.title).join(', ')}.`
      : '';
  return {
    id: 'rpo',
    title: 'Recovery point',
    target: target.seconds,
    origin: target.origin,
    unit: 's',
    value:
      worst && known
        ? Math.max(...measured.map(part => part.value as number))
        : null,
    verdict,
    reason: `${
      worst?.reason ??
      'No store of the estate that is measured declares a copy on another site.'
    }${also}`,
    observedAt: worst?.observedAt,
    sourceId: worst?.sourceId,
    parts: [...measured, ...unmeasured].map(({ sourceId: _, ...part }) => part),
  };
}
