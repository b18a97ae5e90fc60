import type { Config } from '@backstage/config';
import type { Check } from './check';
import type { SourceFamily, SourceSettings } from './configuredSources';
import type { Source } from './source';

/** One kind of system: how it is asked, and how the answers are judged. @public */
export interface SystemKind {
  /** As `system` of a configured item names it; the source's kind. */
  id: string;
  /** For titles: `Vault`. */
  title: string;
  checks: Check[];
  /** Builds the source; what it throws is shown as the source's error. */
  create(settings: SourceSettings, item: Config): Source;
}

/**
 * A family whose items say with `system` which of several kinds they are:
 *
 * ```yaml
 * drStatus.sources.security:
 *   - { name: on-prem, system: vault, entityRef: resource:default/vault, url: … }
 * ```
 * @public
 */
export function systemFamily(options: {
  /** Key below `drStatus.sources`. */
  family: string;
  systems: SystemKind[];
  defaults: { intervalSeconds: number; timeoutSeconds: number };
}): SourceFamily {
  const { family, systems, defaults } = options;
  const find = (id: string) => systems.find(system => system.id === id);
  return {
    family,
    kind: item => find(item.getString('system'))?.id ?? family,
    title: ({ name, kind }) => `${find(kind)?.title ?? family} ${name}`,
    defaults,
    create: (settings, item) => {
      const id = item.getString('system');
      const system = find(id);
      if (!system) {
        throw new Error(
          `Invalid value at '${
            settings.key
          }.system': "${id}" is none of ${systems
            .map(each => each.id)
            .join(', ')}`,
        );
      }
      return system.create(settings, item);
    },
  };
}
