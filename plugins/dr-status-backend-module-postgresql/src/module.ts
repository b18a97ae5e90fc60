import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  addConfiguredSources,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import { postgresqlChecks } from './checks';
import { postgresqlFamily } from './sources/configuration';

/**
 * Adds the sources and rules for PostgreSQL servers to the DR status backend.
 * @public
 */
export const drStatusModulePostgresql = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'postgresql',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: drStatusSourcesExtensionPoint,
        checks: drStatusChecksExtensionPoint,
      },
      async init({ config, sources, checks }) {
        addConfiguredSources(config, sources, postgresqlFamily);
        checks.addCheck(...postgresqlChecks);
      },
    });
  },
});
