import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  addConfiguredSources,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import { kubernetesChecks } from './checks';
import { kubernetesFamily } from './sources/configuration';

/**
 * Adds the sources and rules for Kubernetes clusters to the DR status backend.
 * @public
 */
export const drStatusModuleKubernetes = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'kubernetes',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: drStatusSourcesExtensionPoint,
        checks: drStatusChecksExtensionPoint,
      },
      async init({ config, sources, checks }) {
        addConfiguredSources(config, sources, kubernetesFamily(config));
        checks.addCheck(...kubernetesChecks);
      },
    });
  },
});
