import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { drStatusPermissions } from '@twinshore/plugin-dr-status-common';
import {
  drStatusAlertingExtensionPoint,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import { readConfig } from './config';
import { DrStatus } from './DrStatus';
import { AlertChannels } from './registry/AlertChannels';
import { CheckRegistry } from './registry/CheckRegistry';
import { SourceRegistry } from './registry/SourceRegistry';
import { History } from './service/History';
import { PostureAccess } from './service/PostureAccess';
import { createRouter } from './service/router';

/**
 * Collects observations, evaluates checks, stores and serves the posture.
 * @public
 */
export const drStatusPlugin = createBackendPlugin({
  pluginId: 'dr-status',
  register(env) {
    const sources = new SourceRegistry();
    const checks = new CheckRegistry();
    const channels = new AlertChannels();
    env.registerExtensionPoint(drStatusSourcesExtensionPoint, sources);
    env.registerExtensionPoint(drStatusChecksExtensionPoint, checks);
    env.registerExtensionPoint(drStatusAlertingExtensionPoint, channels);

    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
      },
      async init(deps) {
        const { config, httpRouter, lifecycle } = deps;
        deps.permissionsRegistry.addPermissions(drStatusPermissions);

        const status = await DrStatus.create({
          ...deps,
          config: readConfig(config),
          sources,
          checks,
        });
        const access = new PostureAccess({
          ...deps,
          allowUnauthenticated: config.getOptionalBoolean(
            'backend.auth.dangerouslyDisableDefaultAuthPolicy',
          ),
        });
        httpRouter.use(
          await createRouter({
            access,
            auditor: deps.auditor,
            engine: status.engine,
            collector: status.collector,
            checks,
            channels,
            history: new History(status.intervals),
          }),
        );
        // The route checks credentials and permission itself, and quicker.
        httpRouter.addAuthPolicy({
          path: '/v1/summary',
          allow: 'unauthenticated',
        });

        lifecycle.addStartupHook(() => status.start());
        lifecycle.addShutdownHook(() => status.stop());
      },
    });
  },
});
