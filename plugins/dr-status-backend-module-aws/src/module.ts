import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  addConfiguredSources,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import { awsFamily } from './aws/configuration';
import { awsChecks } from './aws/services';

/** Adds the sources and rules for AWS to the DR status backend. @public */
export const drStatusModuleAws = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'aws',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: drStatusSourcesExtensionPoint,
        checks: drStatusChecksExtensionPoint,
      },
      async init({ config, sources, checks }) {
        addConfiguredSources(config, sources, awsFamily(config));
        checks.addCheck(...awsChecks);
      },
    });
  },
});
