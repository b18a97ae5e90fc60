import { KubeObject } from '../store/objects';
import { ResourceType } from '../store/resourceTypes';
import { Listing, listBody } from './listing';
import { columnsOf } from './columns';

/** How a client wants to see objects: whole, as a table, or only their metadata. */
export type Representation = 'object' | 'table' | 'metadata';

export function representationOf(accept: string | undefined): Representation {
  for (const range of (accept ?? '').split(',')) {
    const [media, ...parameters] = range.trim().split(';');
    const as = parameters
      .map(parameter => parameter.trim())
      .find(parameter => parameter.startsWith('as='))
      ?.slice(3);
    if (media === 'application/json' || media === '*/*' || media === '') {
      if (as === 'Table') {
        return 'table';
      }
      if (as?.startsWith('PartialObjectMetadata')) {
        return 'metadata';
      }
      if (!as) {
        return 'object';
      }
    }
  }
  return 'object';
}

function metadataOnly(object: KubeObject) {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
  };
}

/** The `Table` that `kubectl get` prints. */
export function tableOf(
  type: ResourceType,
  objects: KubeObject[],
  metadata: object,
  options: { includeObject?: string | null; withoutColumns?: boolean } = {},
) {
  const columns = columnsOf(type);
  const shown = (object: KubeObject) => {
    switch (options.includeObject) {
      case 'None':
        return undefined;
      case 'Object':
        return object;
      default:
        return metadataOnly(object);
    }
  };
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    // A watch names its columns once, in its first event.
    columnDefinitions: options.withoutColumns
      ? []
      : columns.map(
          ({ name, type: columnType, format, description, wide }) => ({
            name,
            type: columnType ?? 'string',
            format: format ?? '',
            description: description ?? '',
            priority: wide ? 1 : 0,
          }),
        ),
    rows: objects.map(object => ({
      cells: columns.map(column => column.value(object)),
      object: shown(object),
    })),
  };
}

export function representObject(
  as: Representation,
  type: ResourceType,
  object: KubeObject,
  query: URLSearchParams,
): object {
  switch (as) {
    case 'table':
      return tableOf(
        type,
        [object],
        { resourceVersion: object.metadata.resourceVersion },
        { includeObject: query.get('includeObject') },
      );
    case 'metadata':
      return metadataOnly(object);
    default:
      return object;
  }
}

export function representList(
  as: Representation,
  type: ResourceType,
  listing: Listing,
  query: URLSearchParams,
): object {
  switch (as) {
    case 'table':
      return tableOf(type, listing.items, listing.metadata, {
        includeObject: query.get('includeObject'),
      });
    case 'metadata':
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata: listing.metadata,
        items: listing.items.map(metadataOnly),
      };
    default:
      return listBody(type, listing);
  }
}
