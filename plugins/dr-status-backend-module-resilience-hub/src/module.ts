import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  DefaultAwsCredentialsManager,
  type AwsCredentialsManager,
} from '@backstage/integration-aws-node';
import {
  addConfiguredSources,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import { resilienceHubChecks } from './checks';
import { DatabaseAssessmentHistory } from './history/DatabaseAssessmentHistory';
import { openDatabase } from './history/openDatabase';
import { Assessments, type WatchedHub } from './service/Assessments';
import { ResilienceHubAccess } from './service/ResilienceHubAccess';
import { createRouter } from './service/router';
import { readSettings } from './settings';
import { resilienceHubFamily } from './source/configuration';

const WEEK = 7 * 24 * 60 * 60 * 1000;

/** Adds the sources and rules for AWS Resilience Hub to the DR status backend. @public */
export const drStatusModuleResilienceHub = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'resilience-hub',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        checks: drStatusChecksExtensionPoint,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        scheduler: coreServices.scheduler,
        sources: drStatusSourcesExtensionPoint,
      },
      async init(deps) {
        const { config, lifecycle } = deps;
        const settings = readSettings(config);
        const history = new DatabaseAssessmentHistory(
          await openDatabase(deps.database),
        );
        const hubs = new Map<string, WatchedHub>();
        let manager: AwsCredentialsManager | undefined;
        addConfiguredSources(
          config,
          deps.sources,
          resilienceHubFamily({
            manager: () =>
              (manager ??= DefaultAwsCredentialsManager.fromConfig(config)),
            history,
            logger: deps.logger,
            onHub: (sourceId, hub) => hubs.set(sourceId, hub),
          }),
        );
        deps.checks.addCheck(...resilienceHubChecks);

        const assessments = new Assessments({
          history,
          hubs,
          logger: deps.logger,
          ...settings,
        });
        deps.httpRouter.use(
          createRouter({
            access: new ResilienceHubAccess({
              ...deps,
              allowUnauthenticated: config.getOptionalBoolean(
                'backend.auth.dangerouslyDisableDefaultAuthPolicy',
              ),
            }),
            auditor: deps.auditor,
            history,
            assessments,
          }),
        );

        lifecycle.addStartupHook(() =>
          deps.scheduler.scheduleTask({
            id: 'dr-status-resilience-hub-retention',
            scope: 'global',
            frequency: { hours: 6 },
            initialDelay: { minutes: 2 },
            timeout: { minutes: 10 },
            fn: async () => {
              await history.prune(
                Date.now() - settings.historyRetentionMilliseconds,
              );
              await history.pruneApps([...hubs.keys()], Date.now() - WEEK);
            },
          }),
        );
        lifecycle.addShutdownHook(() => assessments.stop());
      },
    });
  },
});
