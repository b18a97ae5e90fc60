import type { Entity } from '@backstage/catalog-model';
import type { JsonValue } from '@backstage/types';
import type { Check } from '@twinshore/plugin-dr-status-node';
import { testCheckContext } from '@twinshore/plugin-dr-status-node/testUtils';

/** The moment at which checks under test are asked. */
export const NOW = Date.parse('2026-11-23T12:00:00Z');
export const ago = (seconds: number) =>
  new Date(NOW - seconds * 1000).toISOString();

const entity = (name: string, type: string, tags: string[]): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name, namespace: 'default', tags },
  spec: { type, owner: 'group:a' },
});

const ENTITIES = [
  entity('vault', 'secret-store', ['vault']),
  entity('secrets-manager', 'secret-store', ['aws']),
  entity('hsm', 'key-store', ['hsm']),
  entity('kms', 'key-store', ['aws']),
  entity('ldap', 'directory', ['ldap']),
  entity('nas', 'file-store', ['nas']),
];

/**
 * Evaluates a check for one of the entities; undefined when it does not apply.
 * @param values - fresh values by signal; undefined when the source fails
 */
export function judge(
  check: Check,
  name: string,
  values: Record<string, unknown> | undefined,
) {
  const judged = ENTITIES.find(({ metadata }) => metadata.name === name)!;
  const ref = `resource:default/${name}`;
  const context = testCheckContext({
    entity: judged,
    values: { [ref]: (values ?? {}) as Record<string, JsonValue> },
    sources: {
      [ref]: values
        ? {}
        : { error: { kind: 'timed-out', message: 'It is silent.' } },
    },
    now: NOW,
  });
  return check.appliesTo(judged, context) ? check.evaluate(context) : undefined;
}
