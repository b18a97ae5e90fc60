import {
  DEFAULT_NAMESPACE,
  RELATION_DEPENDS_ON,
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { ANNOTATION_DESIGN } from '../estate';
import { parseResilience } from '../resilience';
import type { EstateEntity } from './EstateEntity';

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fullRef(
  ref: unknown,
  defaultKind: string | undefined,
  defaultNamespace: string,
): string | undefined {
  try {
    return typeof ref === 'string'
      ? stringifyEntityRef(
          parseEntityRef(ref, { defaultKind, defaultNamespace }),
        )
      : undefined;
  } catch {
    // The catalog itself reports refs of its own fields that cannot be read.
    return undefined;
  }
}

/** Declared in `spec`, or known to the catalog as a relation, or both. */
function dependenciesOf(entity: Entity, namespace: string): string[] {
  const declared: unknown[] = Array.isArray(entity.spec?.dependsOn)
    ? entity.spec.dependsOn
    : [];
  const related = (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_DEPENDS_ON)
    .map(({ targetRef }) => targetRef);
  return [
    ...new Set(
      [...declared, ...related].flatMap(
        ref => fullRef(ref, undefined, namespace) ?? [],
      ),
    ),
  ];
}

/**
 * Reads what the estate knows of an entity.
 *
 * @returns undefined when the entity has no `spec.resilience`
 * @throws ResilienceError when that block is malformed
 */
export function readEstateEntity(entity: Entity): EstateEntity | undefined {
  const resilience = parseResilience(entity);
  if (!resilience) {
    return undefined;
  }
  const namespace = entity.metadata.namespace ?? DEFAULT_NAMESPACE;
  const { name, title, annotations } = entity.metadata;
  return {
    ref: stringifyEntityRef(entity),
    name,
    title: title ?? name,
    kind: entity.kind.toLocaleLowerCase('en-US'),
    type: text(entity.spec?.type) ?? '',
    owner: fullRef(entity.spec?.owner, 'group', namespace),
    system: fullRef(entity.spec?.system, 'system', namespace),
    designRows: (annotations?.[ANNOTATION_DESIGN] ?? '')
      .split(',')
      .map(row => row.trim())
      .filter(Boolean),
    site: resilience.site,
    tier: resilience.tier,
    role: resilience.role,
    zones: resilience.zones ?? [],
    locatedIn: resilience.locatedIn,
    dependsOn: dependenciesOf(entity, namespace),
    redundancy: resilience.redundancy,
    replicates: resilience.replicates ?? [],
    failsOverTo: resilience.failsOverTo ?? [],
    objectives: resilience.objectives,
    cidrs: resilience.cidrs ?? [],
    sizing: resilience.sizing,
  };
}
