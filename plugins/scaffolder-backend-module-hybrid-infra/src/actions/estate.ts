import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** Every declared entity of the estate, as the person who runs the task may see it. */
export async function readEstate(
  catalog: CatalogService,
  credentials: BackstageCredentials,
): Promise<Entity[]> {
  const entities: Entity[] = [];
  for await (const page of catalog.streamEntities(
    {
      filter: {
        'metadata.annotations.twinshore.io/design': CATALOG_FILTER_EXISTS,
      },
    },
    { credentials },
  )) {
    entities.push(...page);
  }
  return entities;
}
