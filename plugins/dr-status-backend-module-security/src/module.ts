import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  addConfiguredSources,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import { securityChecks, securityFamily } from './systems';

/** Adds the sources and rules for security to the DR status backend. @public */
export const drStatusModuleSecurity = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'security',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: drStatusSourcesExtensionPoint,
        checks: drStatusChecksExtensionPoint,
      },
      async init({ config, sources, checks }) {
        addConfiguredSources(config, sources, securityFamily);
        checks.addCheck(...securityChecks);
      },
    });
  },
});
