import { createBackendModule } from '@backstage/backend-plugin-api';

/** Adds the sources and rules for delivery to the DR status backend. @public */
export const drStatusModuleDelivery = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'delivery',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
