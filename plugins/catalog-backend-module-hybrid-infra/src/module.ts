import { createBackendModule } from '@backstage/backend-plugin-api';

/** @public */
export const catalogModuleHybridInfra = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'hybrid-infra',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
