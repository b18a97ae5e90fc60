import type { JsonObject, JsonValue } from '@backstage/types';
import type { Check, CheckOutcome } from '../check';
import { testCheckContext } from './testCheckContext';

/** What is read of an entity, or that its source fails. @public */
export type Situation = Record<string, JsonValue> | 'failing';

/**
 * Evaluates a check for an entity that stands alone; undefined when it does
 * not apply to it.
 * @param now - milliseconds since the epoch
 * @public
 */
export function judgeAlone(
  check: Check,
  entity: {
    type: string;
    tags?: string[];
    annotations?: Record<string, string>;
    resilience?: JsonObject;
  },
  situation: Situation,
  now?: number,
): CheckOutcome | undefined {
  const { type, tags, annotations, resilience } = entity;
  const judged = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'it', namespace: 'default', tags, annotations },
    spec: { type, owner: 'group:a', ...(resilience && { resilience }) },
  };
  const ref = 'resource:default/it';
  const context = testCheckContext({
    entity: judged,
    values: { [ref]: situation === 'failing' ? {} : situation },
    sources: {
      [ref]:
        situation === 'failing'
          ? { error: { kind: 'timed-out', message: 'It did not answer.' } }
          : {},
    },
    now,
  });
  return check.appliesTo(judged, context) ? check.evaluate(context) : undefined;
}
