import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { PgSearchEngine } from '@backstage/plugin-search-backend-module-pg';
import { searchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { FirstIndexLunrSearchEngine } from './FirstIndexLunrSearchEngine';

/**
 * Searches with PostgreSQL where the portal has one, so that the index outlives
 * restarts and serves all replicas; on a laptop with Lunr, in memory.
 */
export const searchEngine = createBackendModule({
  pluginId: 'search',
  moduleId: 'twinshore-engine',
  register(env) {
    env.registerInit({
      deps: {
        registry: searchEngineRegistryExtensionPoint,
        database: coreServices.database,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
      },
      async init({ registry, database, config, logger }) {
        registry.setSearchEngine(
          (await PgSearchEngine.supported(database))
            ? await PgSearchEngine.fromConfig(config, { database, logger })
            : new FirstIndexLunrSearchEngine({ logger }),
        );
      },
    });
  },
});
