import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import type { EstateView } from '@twinshore/plugin-dr-status-node';

/** The design's RPO, for an estate that declares none. */
const DEFAULT_SECONDS = 900;

export interface RecoveryPointTarget {
  /** From here on it is breached, seconds. */
  limit: number;
  /** From here on it is at risk: half of the limit. */
  warning: number;
}

function parentOf(estate: EstateView, entity: Entity): Entity | undefined {
  const [kind, name] =
    typeof entity.spec?.system === 'string'
      ? ['system', entity.spec.system]
      : ['domain', entity.spec?.domain ?? entity.spec?.subdomainOf];
  if (typeof name !== 'string') {
    return undefined;
  }
  const namespaced = name.includes('/')
    ? name
    : `${entity.metadata.namespace ?? 'default'}/${name}`;
  return estate.getEntity(name.includes(':') ? name : `${kind}:${namespaced}`);
}

/**
 * The nearest RPO that the catalog declares: the entity's, its system's, its
 * domain's. Zero is the promise of a synchronous copy: it is judged by what
 * keeps it, since no age that can be measured is below it.
 */
export function recoveryPointTarget(
  estate: EstateView,
  entity: Entity,
): RecoveryPointTarget {
  let at: Entity | undefined = entity;
  for (let depth = 0; at && depth < 5; depth++) {
    const seconds = resilienceOf(at)?.objectives?.rpoSeconds;
    if (typeof seconds === 'number' && seconds > 0) {
      return { limit: seconds, warning: seconds / 2 };
    }
    at = parentOf(estate, at);
  }
  return { limit: DEFAULT_SECONDS, warning: DEFAULT_SECONDS / 2 };
}
