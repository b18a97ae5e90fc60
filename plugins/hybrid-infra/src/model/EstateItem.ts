import type {
  EntityPosture,
  Summary,
  Verdict,
} from '@twinshore/plugin-dr-status-common';
import type {
  EstateEntity,
  EstateModel,
} from '@twinshore/plugin-hybrid-infra-common';

/** A declared entity of the estate, joined with what is known of it now. */
export interface EstateItem extends EstateEntity {
  verdict: Verdict;
  /** No check watches it: not a verdict, and never drawn as one. */
  unwatched: boolean;
  reason?: string;
  observedAt?: string;
}

function join(
  entity: EstateEntity,
  posture: ReadonlyMap<string, EntityPosture> | undefined,
): EstateItem {
  const known = posture?.get(entity.ref);
  return {
    ...entity,
    // Kinds without a type, such as systems, are drawn as what they are.
    type: entity.type || entity.kind,
    verdict: known?.verdict ?? 'unknown',
    // Without any posture nobody can say whether something watches it.
    unwatched: known ? known.unwatched : posture !== undefined,
    reason: known?.reason,
    observedAt: known?.observedAt,
  };
}

/** All entities of the estate in the order of their titles. */
export function toEstateItems(
  model: EstateModel,
  summary: Summary | undefined,
): EstateItem[] {
  const posture =
    summary && new Map(summary.entities.map(entry => [entry.entityRef, entry]));
  return [...model.entities.values()]
    .map(entity => join(entity, posture))
    .sort((a, b) => a.title.localeCompare(b.title, 'en'));
}
