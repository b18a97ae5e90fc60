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

const inRegion = (region: string) => ({ 'twinshore.io/aws-region': region });
/** Two sites that are regions of AWS, one that is not. */
const SITES = [
  entity(
    'here',
    'site',
    { site: 'here', role: 'active' },
    inRegion('eu-central-1'),
  ),
  entity(
    'there',
    'site',
    { site: 'there', role: 'passive' },
    inRegion('eu-west-1'),
  ),
  entity('cellar', 'site', { site: 'cellar' }),
];

/** Fresh values by the entity's name, then by signal. */
export type SaidOf = Record<string, Record<string, JsonValue>>;

/**
 * Evaluates a check for one of the entities; undefined when it does not apply.
 * @param failing - name of the entity whose source fails
 */
export function judgeEstate(
  entities: Entity[],
  check: Check,
  name: string,
  said: SaidOf,
  failing?: string,
) {
  const all = [...SITES, ...entities];
  const judged = all.find(({ metadata }) => metadata.name === name)!;
  const byRef = <T>(of: (each: string) => T) =>
    Object.fromEntries(
      [...new Set([name, ...Object.keys(said)])].map(each => [
        `resource:default/${each}`,
        of(each),
      ]),
    );
  const context = testCheckContext({
    entity: judged,
    entities: all.filter(each => each !== judged),
    values: byRef(each => said[each] ?? {}),
    sources: byRef(each =>
      each === failing
        ? { error: { kind: 'throttled', message: 'AWS asks to slow down.' } }
        : {},
    ),
    now: NOW,
  });
  return check.appliesTo(judged, context) ? check.evaluate(context) : undefined;
}

/**
 * As {@link judgeEstate}, where one entity alone has values.
 * @param values - fresh values of that entity, by signal
 */
export function judgeAmong(
  entities: Entity[],
  check: Check,
  name: string,
  values: Record<string, JsonValue>,
  failing = false,
) {
  return judgeEstate(
    entities,
    check,
    name,
    { [name]: values },
    failing ? name : undefined,
  );
}
