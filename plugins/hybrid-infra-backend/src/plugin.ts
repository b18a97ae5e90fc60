import { createBackendPlugin } from '@backstage/backend-plugin-api';

/** Serves the estate as an API. @public */
export const hybridInfraPlugin = createBackendPlugin({
  pluginId: 'hybrid-infra',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
