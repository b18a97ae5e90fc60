import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  addConfiguredSources,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import { redisChecks, redisFamily } from './systems';

/** Adds the sources and rules for Redis to the DR status backend. @public */
export const drStatusModuleRedis = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'redis',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: drStatusSourcesExtensionPoint,
        checks: drStatusChecksExtensionPoint,
      },
      async init({ config, sources, checks }) {
        addConfiguredSources(config, sources, redisFamily);
        checks.addCheck(...redisChecks);
      },
    });
  },
});
