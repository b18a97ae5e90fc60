import { createBackendModule } from '@backstage/backend-plugin-api';

/** @public */
export const drStatusModulePostgresql = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'postgresql',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
