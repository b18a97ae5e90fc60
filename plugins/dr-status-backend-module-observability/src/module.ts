import { createBackendModule } from '@backstage/backend-plugin-api';

/** Adds the sources and rules for observability to the DR status backend. @public */
export const drStatusModuleObservability = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'observability',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
