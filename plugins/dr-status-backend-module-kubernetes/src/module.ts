import { createBackendModule } from '@backstage/backend-plugin-api';

/** @public */
export const drStatusModuleKubernetes = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'kubernetes',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
