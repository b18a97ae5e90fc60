import { createHash } from 'node:crypto';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  ANNOTATION_DECLARED_AS,
  ANNOTATION_DISCOVERED_AT,
  ANNOTATION_DISCOVERED_BY,
  ANNOTATION_RESOURCE_ID,
  ANNOTATION_RESOURCE_UID,
  ANNOTATION_SITE,
  DISCOVERED_NAMESPACE,
  DISCOVERY_SCOPE_TYPE,
} from '@twinshore/plugin-hybrid-infra-common';
import type { Discoverer, FoundResource } from './Discoverer';

const LONGEST_NAME = 63;

/** A valid entity name that tells two ids apart, however alike they look. */
function entityName(text: string, id: string): string {
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 8);
  const readable = text
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .slice(0, LONGEST_NAME - hash.length - 1)
    .replace(/^-+|-+$/g, '');
  return readable ? `${readable}-${hash}` : hash;
}

/** Undefined when it is no ref: what a tag says is anybody's text. */
function fullRef(text: string): string | undefined {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'resource',
        defaultNamespace: 'default',
      }),
    ).toLocaleLowerCase('en-US');
  } catch {
    return undefined;
  }
}

function resource(
  discoverer: Discoverer,
  text: string,
  id: string,
  annotations: Record<string, string | undefined>,
  spec: Entity['spec'],
): Entity {
  const location = `twinshore-discovery:${discoverer.id}`;
  const all = {
    [ANNOTATION_LOCATION]: location,
    [ANNOTATION_ORIGIN_LOCATION]: location,
    [ANNOTATION_DISCOVERED_BY]: discoverer.id,
    [ANNOTATION_SITE]: discoverer.site,
    ...annotations,
  };
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: entityName(text, id),
      namespace: DISCOVERED_NAMESPACE,
      title: text,
      annotations: Object.fromEntries(
        Object.entries(all).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        ),
      ),
      tags: ['discovered'],
    },
    spec: { ...spec, owner: discoverer.owner },
  };
}

/**
 * The entity that stands for a list.
 * @param read - when it was read whole, and how much was found; absent until then
 */
export function scopeEntity(
  discoverer: Discoverer,
  read?: { at: number; found: number },
): Entity {
  return resource(
    discoverer,
    discoverer.title,
    discoverer.id,
    {
      [ANNOTATION_DISCOVERED_AT]: read && new Date(read.at).toISOString(),
    },
    {
      type: DISCOVERY_SCOPE_TYPE,
      discovery: {
        covers: discoverer.covers,
        intervalSeconds: discoverer.intervalSeconds,
        found: read?.found ?? 0,
      },
    },
  );
}

/** What one reading of one list becomes in the catalog: the scope, and what was found in it. */
export function discoveredEntities(
  discoverer: Discoverer,
  found: readonly FoundResource[],
  now: number,
): Entity[] {
  return [
    scopeEntity(discoverer, { at: now, found: found.length }),
    ...found.map(each =>
      resource(
        discoverer,
        each.name,
        each.id,
        {
          ...each.annotations,
          [ANNOTATION_RESOURCE_ID]: [each.id, ...(each.aliases ?? [])].join(
            ',',
          ),
          [ANNOTATION_RESOURCE_UID]: each.uid,
          [ANNOTATION_DECLARED_AS]:
            each.entity === undefined ? undefined : fullRef(each.entity),
        },
        { type: each.type },
      ),
    ),
  ];
}
