import { createBackendPlugin } from '@backstage/backend-plugin-api';

/** @public */
export const drStatusPlugin = createBackendPlugin({
  pluginId: 'dr-status',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
