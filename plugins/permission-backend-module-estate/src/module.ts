import { createBackendModule } from '@backstage/backend-plugin-api';

/** @public */
export const permissionModuleEstate = createBackendModule({
  pluginId: 'permission',
  moduleId: 'estate-policy',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
