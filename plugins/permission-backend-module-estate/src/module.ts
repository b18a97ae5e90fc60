import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { EstatePermissionPolicy } from './EstatePermissionPolicy';

/**
 * A permission policy by group, configured under `permission.estate.roles`.
 * @public
 */
export const permissionModuleEstate = createBackendModule({
  pluginId: 'permission',
  moduleId: 'estate-policy',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        policy: policyExtensionPoint,
      },
      async init({ config, policy }) {
        policy.setPolicy(EstatePermissionPolicy.fromConfig(config));
      },
    });
  },
});
