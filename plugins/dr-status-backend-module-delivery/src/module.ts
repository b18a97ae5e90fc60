import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  addConfiguredSources,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import { deliveryChecks, deliveryFamily } from './systems';

/** Adds the sources and rules for delivery to the DR status backend. @public */
export const drStatusModuleDelivery = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'delivery',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: drStatusSourcesExtensionPoint,
        checks: drStatusChecksExtensionPoint,
      },
      async init({ config, sources, checks }) {
        addConfiguredSources(config, sources, deliveryFamily);
        checks.addCheck(...deliveryChecks);
      },
    });
  },
});
