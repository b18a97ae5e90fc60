import type { Entity } from '@backstage/catalog-model';
import type { Resilience } from '@twinshore/plugin-hybrid-infra-common';

/** The block as the catalog validated it on ingestion; empty where there is none. */
export function resilienceOf(entity: Entity): Partial<Resilience> {
  return (entity.spec?.resilience ?? {}) as Partial<Resilience>;
}
