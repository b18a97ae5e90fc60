import type { Entity } from '@backstage/catalog-model';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { Check } from '@twinshore/plugin-dr-status-node';
import { testCheckContext } from '@twinshore/plugin-dr-status-node/testUtils';

/** The moment at which checks under test are asked. */
export const NOW = Date.parse('2026-11-23T12:00:00Z');
export const ago = (seconds: number) =>
  new Date(NOW - seconds * 1000).toISOString();

export function entity(
  name: string,
  type: string,
  resilience: JsonObject,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default', annotations },
    spec: { type, owner: 'group:a', resilience },
  };
}

const REGION = { 'twinshore.io/aws-region': 'eu-west-1' };
/** Two sites that are regions of AWS, one that is not. */
const SITES = [
  entity('here', 'site', { site: 'here', role: 'active' }, REGION),
  entity('there', 'site', { site: 'there', role: 'passive' }, REGION),
  entity('cellar', 'site', { site: 'cellar' }),
];

/**
 * Evaluates a check for one of the entities; undefined when it does not apply.
 * @param values - fresh values of that entity, by signal
 */
export function judgeAmong(
  entities: Entity[],
  check: Check,
  name: string,
  values: Record<string, JsonValue>,
  failing = false,
) {
  const all = [...SITES, ...entities];
  const judged = all.find(({ metadata }) => metadata.name === name)!;
  const ref = `resource:default/${name}`;
  const context = testCheckContext({
    entity: judged,
    entities: all.filter(each => each !== judged),
    values: { [ref]: values },
    sources: {
      [ref]: failing
        ? { error: { kind: 'throttled', message: 'AWS asks to slow down.' } }
        : {},
    },
    now: NOW,
  });
  return check.appliesTo(judged, context) ? check.evaluate(context) : undefined;
}
