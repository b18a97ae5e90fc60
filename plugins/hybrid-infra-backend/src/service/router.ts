import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { Entity } from '@backstage/catalog-model';
import type {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  ANNOTATION_RESOURCE_ID,
  DISCOVERED_NAMESPACE,
  driftOf,
  hybridInfraDriftReadPermission,
} from '@twinshore/plugin-hybrid-infra-common';
import type { Router } from 'express';
import { createOpenApiRouter } from '../schema/openapi';

const PAGE = 500;
const DEFAULT_LIMIT = 200;
/** All that the comparison looks at; the rest of an entity stays in the catalog. */
const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.annotations',
  'spec.type',
  'spec.discovery',
  'spec.resilience.site',
];

/** The HTTP interface; see schema/openapi.yaml. */
export async function createRouter(options: {
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  now?: () => number;
}): Promise<Router> {
  const { catalog, httpAuth, permissions, now = Date.now } = options;
  const api = await createOpenApiRouter();

  api.get('/v1/drift', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const [{ result }] = await permissions.authorize(
      [{ permission: hybridInfraDriftReadPermission }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You need the permission ${hybridInfraDriftReadPermission.name}`,
      );
    }
    // With the caller's own credentials: nobody sees here what the catalog
    // does not show them.
    const entities: Entity[] = [];
    const pages = catalog.streamEntities(
      {
        pageSize: PAGE,
        fields: FIELDS,
        filter: [
          { 'metadata.namespace': DISCOVERED_NAMESPACE },
          { 'spec.resilience.site': CATALOG_FILTER_EXISTS },
          {
            [`metadata.annotations.${ANNOTATION_RESOURCE_ID}`]:
              CATALOG_FILTER_EXISTS,
          },
        ],
      },
      { credentials },
    );
    for await (const page of pages) {
      entities.push(...page);
    }
    const drift = driftOf(entities, now());
    const limit = req.query.limit ?? DEFAULT_LIMIT;
    const cut = <T>(items: T[]) => ({
      items: items.slice(0, limit),
      totalItems: items.length,
    });
    res.status(200).json({
      scopes: drift.scopes,
      matched: cut(drift.matched),
      missing: cut(drift.missing),
      undeclared: cut(drift.undeclared),
      unknown: cut(drift.unknown),
    });
  });

  return api;
}
