import type { JsonObject } from '@backstage/types';
import { askOnce, sourceOf } from '@twinshore/plugin-dr-status-node/testUtils';
import { observabilityFamily } from '../systems';

/** What a source of the system reports of its one entity, by signal. */
export async function askSystem(
  system: string,
  more: JsonObject,
): Promise<Record<string, any>> {
  const source = sourceOf(observabilityFamily, {
    name: 'it',
    system,
    entityRef: 'resource:default/it',
    timeout: 4,
    ...more,
  });
  try {
    const observations = await askOnce(source);
    expect(new Set(observations.map(each => each.entityRef))).toEqual(
      new Set(['resource:default/it']),
    );
    return Object.fromEntries(
      observations.map(({ signal, value }) => [signal, value]),
    );
  } finally {
    await source.close?.();
  }
}
