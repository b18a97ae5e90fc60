import { createBackendModule } from '@backstage/backend-plugin-api';

/** @public */
export const scaffolderModuleHybridInfra = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'hybrid-infra',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
