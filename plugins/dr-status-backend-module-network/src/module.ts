import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  addConfiguredSources,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import { networkChecks, networkFamily } from './systems';

/** Adds the sources and rules for network to the DR status backend. @public */
export const drStatusModuleNetwork = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'network',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: drStatusSourcesExtensionPoint,
        checks: drStatusChecksExtensionPoint,
      },
      async init({ config, sources, checks }) {
        addConfiguredSources(config, sources, networkFamily);
        checks.addCheck(...networkChecks);
      },
    });
  },
});
