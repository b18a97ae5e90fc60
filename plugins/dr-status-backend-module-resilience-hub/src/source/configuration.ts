import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import type { SourceFamily } from '@twinshore/plugin-dr-status-node';
import type { AssessmentHistory } from '../history/AssessmentHistory';
import { openHub } from '../hub/openHub';
import type { WatchedHub } from '../service/Assessments';
import { ResilienceHubSource } from './ResilienceHubSource';

/** How `drStatus.sources.resilienceHub` is read. */
export function resilienceHubFamily(options: {
  manager: () => AwsCredentialsManager;
  history?: AssessmentHistory;
  logger: LoggerService;
  /** Told of each hub that could be configured. */
  onHub(sourceId: string, hub: WatchedHub): void;
}): SourceFamily {
  return {
    family: 'resilienceHub',
    kind: 'resilience-hub',
    title: ({ name }) => `Resilience Hub ${name}`,
    // Nothing changes between two assessments, and the API's limits are low.
    defaults: { intervalSeconds: 300, timeoutSeconds: 30 },
    create: (settings, item) => {
      const config = openHub(item, settings.key, {
        manager: options.manager,
        timeoutSeconds: settings.timeoutSeconds,
      });
      const source = new ResilienceHubSource(settings, {
        config,
        apps: item.getOptionalStringArray('apps'),
        history: options.history,
      });
      options.onHub(settings.id, {
        config,
        key: settings.key,
        timeoutSeconds: settings.timeoutSeconds,
        renew: async signal => {
          await source.observe({
            signal,
            logger: options.logger,
            now: Date.now,
          });
        },
      });
      return source;
    },
  };
}
