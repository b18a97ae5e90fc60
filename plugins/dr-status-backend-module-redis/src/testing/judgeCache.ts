import type { Entity } from '@backstage/catalog-model';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { Check } from '@twinshore/plugin-dr-status-node';
import { testCheckContext } from '@twinshore/plugin-dr-status-node/testUtils';

/** The moment at which checks under test are asked. */
export const NOW = Date.parse('2026-11-23T12:00:00Z');
export const ago = (seconds: number) =>
  new Date(NOW - seconds * 1000).toISOString();

export const entity = (
  name: string,
  type: string,
  tags: string[],
  resilience: JsonObject = {},
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name, namespace: 'default', tags },
  spec: { type, owner: 'group:a', resilience },
});

/**
 * Evaluates a check for one of the entities; undefined when it does not apply.
 * @param values - fresh values by entity name and signal; undefined when its
 *   source fails
 */
export function judgeAmong(
  entities: Entity[],
  check: Check,
  name: string,
  values: Record<string, Record<string, JsonValue> | undefined>,
) {
  const judged = entities.find(({ metadata }) => metadata.name === name)!;
  const refs = Object.entries(values).map(
    ([each, given]) => [`resource:default/${each}`, given] as const,
  );
  const context = testCheckContext({
    entity: judged,
    entities: entities.filter(each => each !== judged),
    values: Object.fromEntries(refs.map(([ref, given]) => [ref, given ?? {}])),
    sources: Object.fromEntries(
      refs.map(([ref, given]) => [
        ref,
        given
          ? {}
          : { error: { kind: 'timed-out', message: 'Redis is silent.' } },
      ]),
    ),
    now: NOW,
  });
  return check.appliesTo(judged, context) ? check.evaluate(context) : undefined;
}
