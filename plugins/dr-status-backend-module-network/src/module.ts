import { createBackendModule } from '@backstage/backend-plugin-api';

/** Adds the sources and rules for network to the DR status backend. @public */
export const drStatusModuleNetwork = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'network',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
