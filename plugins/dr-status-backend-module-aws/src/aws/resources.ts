import { parseEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import {
  readEntityRef,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';

/** What AWS calls the thing that an entity stands for. */
export interface NamedResource {
  entityRef: string;
  identifier: string;
}

/**
 * Identifiers of the source's entities: those that `list` gives, and else the
 * entity's own name.
 * @param list - key of the item, for example `instances`
 */
export function readResources(
  settings: SourceSettings,
  item: Config,
  list: string,
): NamedResource[] {
  const named = new Map<string, string>();
  (item.getOptionalConfigArray(list) ?? []).forEach((each, index) => {
    const key = `${settings.key}.${list}[${index}].entityRef`;
    const ref = readEntityRef(each.getString('entityRef'), key);
    if (!settings.entityRefs.includes(ref)) {
      throw new Error(
        `Invalid value at '${key}': ${ref} is not among the source's entityRefs`,
      );
    }
    named.set(ref, each.getString('identifier'));
  });
  return settings.entityRefs.map(entityRef => ({
    entityRef,
    identifier: named.get(entityRef) ?? parseEntityRef(entityRef).name,
  }));
}
