import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import type { DrStatusSourcesExtensionPoint } from './extensions';
import type { Source } from './source';

/** What every configured source has, whatever it asks. @public */
export interface SourceSettings {
  /** `<kind>:<name>`. */
  id: string;
  kind: string;
  name: string;
  title: string;
  /** Full, lower-case refs; at least one. The first is the source's main entity. */
  entityRefs: string[];
  intervalSeconds: number;
  timeoutSeconds: number;
  /** Configuration key of the item, for messages: `drStatus.sources.x[2]`. */
  key: string;
}

/**
 * How the items of one list below `drStatus.sources` become sources.
 * @public
 */
export interface SourceFamily {
  /** Key below `drStatus.sources`. */
  family: string;
  /** Kind of the item's source, or of the family when all are alike. */
  kind: string | ((item: Config) => string);
  title(settings: { name: string; kind: string }): string;
  defaults: { intervalSeconds: number; timeoutSeconds: number };
  /** Builds the source; what it throws is shown as the source's error. */
  create(settings: SourceSettings, item: Config): Source;
}

function positiveSeconds(
  item: Config,
  key: string,
  at: string,
  fallback: number,
): number {
  const value = item.getOptional(key);
  if (value === undefined) {
    return fallback;
  }
  let seconds: number;
  try {
    seconds =
      typeof value === 'number'
        ? value
        : durationToMilliseconds(readDurationFromConfig(item, { key })) / 1000;
  } catch (error) {
    throw new Error(`Invalid value at '${at}.${key}': ${messageOf(error)}`);
  }
  if (!(seconds > 0 && seconds <= 86_400)) {
    throw new Error(
      `Invalid value at '${at}.${key}': a duration above zero and of at most a day is needed, for example 10 or { seconds: 10 }`,
    );
  }
  return seconds;
}

/**
 * The full, lower-case form of an entity ref that a person has written.
 * @public
 */
export function readEntityRef(ref: string, key: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(ref, {
        defaultKind: 'resource',
        defaultNamespace: 'default',
      }) as unknown as Entity,
    ).toLocaleLowerCase('en-US');
  } catch {
    throw new Error(
      `Invalid value at '${key}': "${ref}" is no entity ref, for example resource:default/my-database`,
    );
  }
}

function readEntityRefs(item: Config, at: string): string[] {
  const refs = new Set<string>();
  const one = item.getOptionalString('entityRef');
  if (one !== undefined) {
    refs.add(readEntityRef(one, `${at}.entityRef`));
  }
  (item.getOptionalStringArray('entityRefs') ?? []).forEach((ref, index) =>
    refs.add(readEntityRef(ref, `${at}.entityRefs[${index}]`)),
  );
  if (refs.size === 0) {
    throw new Error(
      `Missing required config value at '${at}.entityRef': the entity that the source speaks of`,
    );
  }
  return [...refs];
}

/** Refs that can be read, for a source whose configuration is wrong elsewhere. */
function readableEntityRefs(item: Config, at: string): string[] {
  try {
    return readEntityRefs(item, at);
  } catch {
    return [];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Adds the sources that `drStatus.sources.<family>` lists. One that cannot be
 * built is reported with the key to fix, and the others start all the same.
 * @public
 */
export function addConfiguredSources(
  config: Config,
  sources: DrStatusSourcesExtensionPoint,
  family: SourceFamily,
): void {
  const list = `drStatus.sources.${family.family}`;
  let items: Config[];
  try {
    items = config.getOptionalConfigArray(list) ?? [];
  } catch (error) {
    sources.addMisconfigured({
      id: `${family.family}:configuration`,
      kind: family.family,
      title: `Configuration at ${list}`,
      entityRefs: [],
      message: messageOf(error),
    });
    return;
  }
  const taken = new Set<string>();
  items.forEach((item, index) => {
    const key = `${list}[${index}]`;
    let kind = family.family;
    let name = `#${index}`;
    try {
      kind =
        typeof family.kind === 'string'
          ? family.kind
          : family.kind(item) ?? kind;
      name = item.getString('name');
      const id = `${kind}:${name}`;
      if (taken.has(id)) {
        const duplicate = name;
        name = `${name}#${index}`;
        throw new Error(
          `Invalid value at '${key}.name': another source is called "${duplicate}" already`,
        );
      }
      taken.add(id);
      const source = family.create(
        {
          id,
          kind,
          name,
          title: family.title({ name, kind }),
          entityRefs: readEntityRefs(item, key),
          intervalSeconds: positiveSeconds(
            item,
            'interval',
            key,
            family.defaults.intervalSeconds,
          ),
          timeoutSeconds: positiveSeconds(
            item,
            'timeout',
            key,
            family.defaults.timeoutSeconds,
          ),
          key,
        },
        item,
      );
      sources.addSource(source);
    } catch (error) {
      sources.addMisconfigured({
        id: `${kind}:${name}`,
        kind,
        title: family.title({ name, kind }),
        entityRefs: readableEntityRefs(item, key),
        message: messageOf(error),
      });
    }
  });
}
