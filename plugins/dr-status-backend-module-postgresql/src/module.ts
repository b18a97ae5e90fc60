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

/** @public */
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
