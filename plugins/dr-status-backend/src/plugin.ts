import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { drStatusPermissions } from '@twinshore/plugin-dr-status-common';
import {
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import { CheckRegistry } from './registry/CheckRegistry';
import { SourceRegistry } from './registry/SourceRegistry';

/** @public */
export const drStatusPlugin = createBackendPlugin({
  pluginId: 'dr-status',
  register(env) {
    const sources = new SourceRegistry();
    const checks = new CheckRegistry();
    env.registerExtensionPoint(drStatusSourcesExtensionPoint, sources);
    env.registerExtensionPoint(drStatusChecksExtensionPoint, checks);

    env.registerInit({
      deps: { permissionsRegistry: coreServices.permissionsRegistry },
      async init({ permissionsRegistry }) {
        permissionsRegistry.addPermissions(drStatusPermissions);
      },
    });
  },
});
