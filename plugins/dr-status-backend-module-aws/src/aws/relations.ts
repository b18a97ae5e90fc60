import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { refOf, resilienceOf } from '@twinshore/plugin-dr-status-common';
import type { EstateView } from '@twinshore/plugin-dr-status-node';

/** Entities that this one is declared to depend on. */
export function dependenciesOf(estate: EstateView, entity: Entity): Entity[] {
  const { dependsOn } = entity.spec ?? {};
  if (!Array.isArray(dependsOn)) {
    return [];
  }
  return dependsOn.flatMap(ref => {
    try {
      const full = stringifyEntityRef(
        parseEntityRef(String(ref), {
          defaultKind: 'resource',
          defaultNamespace: entity.metadata.namespace ?? 'default',
        }),
      );
      return estate.getEntity(full.toLocaleLowerCase('en-US')) ?? [];
    } catch {
      return [];
    }
  });
}

/** What the entity is located in, from the nearest outwards. */
export function containersOf(estate: EstateView, entity: Entity): Entity[] {
  const containers: Entity[] = [];
  let inner: Entity | undefined = entity;
  while (inner) {
    const within: string | undefined = resilienceOf(inner)?.locatedIn;
    inner = within ? estate.getEntity(within) : undefined;
    if (!inner || containers.includes(inner)) {
      break;
    }
    containers.push(inner);
  }
  return containers;
}

/** Entities of the same type that are declared to fail over to this one. */
export function failingOverTo(estate: EstateView, entity: Entity): Entity[] {
  const ref = refOf(entity);
  return [...estate.entities()].filter(
    other =>
      other.spec?.type === entity.spec?.type &&
      (resilienceOf(other)?.failsOverTo ?? []).some(
        to => to.toLocaleLowerCase('en-US') === ref,
      ),
  );
}
