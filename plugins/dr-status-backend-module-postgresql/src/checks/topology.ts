import type { Entity } from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import type { EstateView } from '@twinshore/plugin-dr-status-node';
import type { ReplicationMode } from '@twinshore/plugin-hybrid-infra-common';

/**
 * Which entities are PostgreSQL servers and how they follow each other, all
 * from the catalog: `spec.type: database`, `spec.resilience.replicates` and
 * `spec.resilience.redundancy`.
 */

/** Says another engine than PostgreSQL, to keep a database out of these checks. */
const ANNOTATION_ENGINE = 'twinshore.io/database-engine';

const STREAMING: ReplicationMode[] = ['synchronous', 'asynchronous'];

export function isPostgresql(entity: Entity): boolean {
  const engine = entity.metadata.annotations?.[ANNOTATION_ENGINE];
  return (
    entity.kind === 'Resource' &&
    entity.spec?.type === 'database' &&
    (engine === undefined || engine === 'postgresql')
  );
}

export function nameOf(entity: Entity): string {
  return entity.metadata.title ?? entity.metadata.name;
}

/** Modes in which the entity is copied elsewhere. */
export function outgoingModes(entity: Entity): ReplicationMode[] {
  return (resilienceOf(entity)?.replicates ?? []).map(({ mode }) => mode);
}

export function isStreamed(mode: ReplicationMode): boolean {
  return STREAMING.includes(mode);
}

interface Link {
  entity: Entity;
  mode: ReplicationMode;
}

/** Copies of the entity. */
export function downstreams(estate: EstateView, entity: Entity): Link[] {
  return (resilienceOf(entity)?.replicates ?? []).flatMap(({ to, mode }) => {
    const copy = estate.getEntity(to);
    return copy && isPostgresql(copy) ? [{ entity: copy, mode }] : [];
  });
}

/** What the entity is a copy of. */
export function upstreams(estate: EstateView, entity: Entity): Link[] {
  const ref = refOf(entity);
  const links: Link[] = [];
  for (const other of estate.entities()) {
    if (isPostgresql(other)) {
      for (const { to, mode } of resilienceOf(other)?.replicates ?? []) {
        if (to?.toLocaleLowerCase('en-US') === ref) {
          links.push({ entity: other, mode });
        }
      }
    }
  }
  return links;
}

/** First server of the chain that leads to the entity; itself when it leads one. */
export function chainHead(estate: EstateView, entity: Entity): Entity {
  const seen = new Set<string>();
  let head = entity;
  for (;;) {
    seen.add(refOf(head));
    const [up] = upstreams(estate, head).filter(
      link => !seen.has(refOf(link.entity)),
    );
    if (!up) {
      return head;
    }
    head = up.entity;
  }
}

/**
 * Servers of which exactly one may accept writes: those that follow each other
 * physically, with the members of their redundancy groups. A logical copy is
 * writable by its nature and leads a group of its own.
 */
export function writerGroup(estate: EstateView, entity: Entity): Entity[] {
  const group = new Map<string, Entity>();
  const pending = [entity];
  while (pending.length > 0) {
    const member = pending.pop()!;
    if (group.has(refOf(member))) {
      continue;
    }
    group.set(refOf(member), member);
    const links = [
      ...downstreams(estate, member),
      ...upstreams(estate, member),
    ];
    pending.push(
      ...links.filter(link => isStreamed(link.mode)).map(link => link.entity),
    );
    const logical = new Set(
      links
        .filter(link => !isStreamed(link.mode))
        .map(link => refOf(link.entity)),
    );
    const name = resilienceOf(member)?.redundancy?.group;
    if (name) {
      for (const other of estate.entities()) {
        if (
          isPostgresql(other) &&
          resilienceOf(other)?.redundancy?.group === name &&
          !logical.has(refOf(other))
        ) {
          pending.push(other);
        }
      }
    }
  }
  return [...group.values()].sort((a, b) => (refOf(a) < refOf(b) ? -1 : 1));
}
