import { createBackendModule } from '@backstage/backend-plugin-api';

/** @public */
export const drStatusModuleAws = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'aws',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
