import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { hybridInfraPermissions } from '@twinshore/plugin-hybrid-infra-common';
import { createRouter } from './service/router';

/**
 * Serves the estate as it is declared and as it is found.
 * @public
 */
export const hybridInfraPlugin = createBackendPlugin({
  pluginId: 'hybrid-infra',
  register(env) {
    env.registerInit({
      deps: {
        catalog: catalogServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init({ httpRouter, permissionsRegistry, ...deps }) {
        permissionsRegistry.addPermissions(hybridInfraPermissions);
        httpRouter.use(await createRouter(deps));
      },
    });
  },
});
