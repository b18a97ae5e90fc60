import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  addConfiguredSources,
  drStatusAlertingExtensionPoint,
  drStatusChecksExtensionPoint,
  drStatusSourcesExtensionPoint,
} from '@twinshore/plugin-dr-status-node';
import {
  misconfiguredChannel,
  PAGERDUTY_CHANNEL_KEY,
  pagerDutyChannel,
  pagerDutyEventsFromConfig,
} from './alerting/pagerDutyChannel';
import { OBSERVABILITY_SYSTEMS, observabilityFamily } from './systems';

/** Adds the sources and rules for observability to the DR status backend, and PagerDuty to its alerting. @public */
export const drStatusModuleObservability = createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'observability',
  register(env) {
    env.registerInit({
      deps: {
        alerting: drStatusAlertingExtensionPoint,
        checks: drStatusChecksExtensionPoint,
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        sources: drStatusSourcesExtensionPoint,
      },
      async init({ alerting, checks, config, lifecycle, logger, sources }) {
        addConfiguredSources(config, sources, observabilityFamily);
        checks.addCheck(
          ...OBSERVABILITY_SYSTEMS.flatMap(system => system.checks),
        );

        const item = config.getOptionalConfig(PAGERDUTY_CHANNEL_KEY);
        if (!item) {
          return;
        }
        try {
          const events = pagerDutyEventsFromConfig(item);
          lifecycle.addShutdownHook(() => events.close());
          alerting.addChannel(
            pagerDutyChannel(events, {
              portalUrl: config.getOptionalString('app.baseUrl'),
            }),
          );
        } catch (error) {
          // The posture is served all the same; whoever tries the alerting is told.
          logger.error(`PagerDuty cannot be used: ${(error as Error).message}`);
          alerting.addChannel(misconfiguredChannel(error as Error));
        }
      },
    });
  },
});
