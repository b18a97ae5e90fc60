import type { Config } from '@backstage/config';
import {
  readEntityRef,
  readHttpAccess,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';

/** One appliance of a pair, as configured. */
export interface UnitAccess {
  name: string;
  /** Configuration key of the unit, for messages. */
  key: string;
  url: string;
  ca?: string;
  /** Entity of the unit itself, where it has one. */
  entityRef?: string;
}

/** Reads `units` of an item: the appliances of a pair that are asked each by itself. */
export function readUnits(
  settings: SourceSettings,
  item: Config,
): UnitAccess[] {
  const list = item.getOptionalConfigArray('units') ?? [];
  if (list.length === 0) {
    throw new Error(
      `Missing required config value at '${settings.key}.units': at least one unit with its name and url`,
    );
  }
  const ca = item.getOptionalString('ca');
  const names = new Set<string>();
  return list.map((unit, index) => {
    const key = `${settings.key}.units[${index}]`;
    const name = unit.getString('name');
    if (names.has(name)) {
      throw new Error(
        `Invalid value at '${key}.name': another unit is called "${name}" already`,
      );
    }
    names.add(name);
    const entityRef = unit.getOptionalString('entityRef');
    return {
      name,
      key,
      url: readHttpAccess(unit, key).url,
      ca,
      entityRef: entityRef && readEntityRef(entityRef, `${key}.entityRef`),
    };
  });
}

/** Every entity that a source with units speaks of. */
export function withUnits(
  settings: SourceSettings,
  units: Array<{ entityRef?: string }>,
): SourceSettings {
  const own = units.flatMap(({ entityRef }) => entityRef ?? []);
  return {
    ...settings,
    entityRefs: [...new Set([...settings.entityRefs, ...own])],
  };
}
