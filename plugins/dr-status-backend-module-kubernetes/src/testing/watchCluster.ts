import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ObservationInput } from '@twinshore/plugin-dr-status-node';
import { TEST_SECRET } from '@twinshore/plugin-dr-status-node/testUtils';
import { KubernetesSource } from '../sources/KubernetesSource';

export const CLUSTER_REF = 'resource:default/cluster';

export interface WatchOptions {
  url?: string;
  timeoutSeconds?: number;
  intervalSeconds?: number;
  askAgainSeconds?: number;
  namespaces?: string[];
}

export function sourceAt(
  url: string,
  options: WatchOptions = {},
): KubernetesSource {
  return new KubernetesSource({
    id: 'kubernetes:test',
    kind: 'kubernetes',
    name: 'test',
    title: 'Test',
    key: 'drStatus.sources.kubernetes[0]',
    entityRefs: [CLUSTER_REF],
    intervalSeconds: options.intervalSeconds ?? 0.2,
    timeoutSeconds: options.timeoutSeconds ?? 2,
    askAgainSeconds: options.askAgainSeconds,
    namespaces: options.namespaces,
    connection: {
      url,
      token: TEST_SECRET,
      skipTLSVerify: false,
    },
  });
}

const SILENT: LoggerService = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => SILENT,
};

const stops: AbortController[] = [];

/** Ends all that was begun. */
export function stopWatching(): void {
  stops.splice(0).forEach(stop => stop.abort());
}

/** Runs a source until it is stopped or fails, and keeps what it reports. */
export function watchCluster(url: string, options: WatchOptions = {}) {
  const stop = new AbortController();
  stops.push(stop);
  const reports: ObservationInput[][] = [];
  let ended: { error?: any } | undefined;
  const end = sourceAt(url, options)
    .watch({
      signal: stop.signal,
      logger: SILENT,
      now: Date.now,
      report: observations => reports.push(observations),
    })
    .then(
      () => (ended = {}),
      error => (ended = { error }),
    );
  return {
    reports,
    stop: () => stop.abort(),
    end,
    latest<T>(signal: string): T | undefined {
      return reports[reports.length - 1]?.find(each => each.signal === signal)
        ?.value as T | undefined;
    },
    async until(condition: () => boolean): Promise<void> {
      const deadline = Date.now() + 4000;
      while (!condition()) {
        if (ended?.error) {
          throw ended.error;
        }
        if (Date.now() > deadline) {
          throw new Error(
            `It was never so; last report: ${JSON.stringify(
              reports[reports.length - 1],
            )}`,
          );
        }
        await new Promise(resolve => setTimeout(resolve, 10));
      }
    },
  };
}
