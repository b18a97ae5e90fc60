import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import {
  ALL_RELATIONS,
  ALL_RELATION_PAIRS,
  DefaultCatalogGraphApi,
  catalogGraphApiRef,
} from '@backstage/plugin-catalog-graph';
import {
  RELATION_FAILOVER_FOR,
  RELATION_FAILS_OVER_TO,
  RELATION_HOSTS,
  RELATION_LOCATED_IN,
  RELATION_REPLICATES_TO,
  RELATION_REPLICA_OF,
} from '@twinshore/plugin-hybrid-infra-common';

const pairs: Array<[string, string]> = [
  [RELATION_LOCATED_IN, RELATION_HOSTS],
  [RELATION_REPLICATES_TO, RELATION_REPLICA_OF],
  [RELATION_FAILS_OVER_TO, RELATION_FAILOVER_FOR],
];

// The graph draws only relations that it knows: without this, the way from a
// standby site over its replica to the source could not be walked.
export const catalogGraphModule = createFrontendModule({
  pluginId: 'catalog-graph',
  extensions: [
    ApiBlueprint.make({
      params: define =>
        define({
          api: catalogGraphApiRef,
          deps: {},
          factory: () =>
            new DefaultCatalogGraphApi({
              knownRelations: [...ALL_RELATIONS, ...pairs.flat()],
              knownRelationPairs: [...ALL_RELATION_PAIRS, ...pairs],
              defaultRelationTypes: { exclude: [] },
            }),
        }),
    }),
  ],
});
