import type { Config } from '@backstage/config';
import {
  SourceFailure,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { replicaEndpointsOf } from '../endpoints';
import { PrometheusServer } from './PrometheusServer';

export const PROMETHEUS_GRANT =
  'Reaching its HTTP interface (GET /-/ready and /api/v1/…); where a proxy guards it, a user of that proxy who may read.';

/** What one replica says of itself. */
export interface ReplicaState {
  host: string;
  ready: boolean;
  /** Why it gives no answer; null when it gave one. */
  failure: string | null;
}

/**
 * Prometheus servers that scrape the same targets. Each is asked whether it is
 * ready; queries go to the first that is, in the order of the configuration.
 */
export class PrometheusReplicas {
  readonly #servers: PrometheusServer[];

  static fromConfig(
    settings: SourceSettings,
    item: Config,
  ): PrometheusReplicas {
    const options = {
      name: 'Prometheus',
      leastPrivilege: PROMETHEUS_GRANT,
      // One that hangs must leave time to ask another.
      timeoutSeconds: settings.timeoutSeconds / 2,
    };
    return new PrometheusReplicas(
      replicaEndpointsOf(settings, item, options).map(
        replica => new PrometheusServer(replica, settings.key),
      ),
    );
  }

  private constructor(servers: PrometheusServer[]) {
    this.#servers = servers;
  }

  /** @throws SourceFailure of the first one, when none gives an answer */
  async ask(
    signal: AbortSignal,
  ): Promise<{ states: ReplicaState[]; first?: PrometheusServer }> {
    const answers = await Promise.allSettled(
      this.#servers.map(server => server.isReady(signal)),
    );
    const failures = answers.flatMap(answer =>
      answer.status === 'rejected' ? [answer.reason] : [],
    );
    if (failures.length === answers.length) {
      throw failures[0];
    }
    const states = answers.map(
      (answer, index): ReplicaState => ({
        host: this.#servers[index].host,
        ready: answer.status === 'fulfilled' && answer.value,
        failure: answer.status === 'rejected' ? answer.reason.message : null,
      }),
    );
    return { states, first: this.#servers[states.findIndex(s => s.ready)] };
  }

  /** @throws SourceFailure when none is ready */
  async firstReady(signal: AbortSignal): Promise<PrometheusServer> {
    const { first } = await this.ask(signal);
    if (!first) {
      throw new SourceFailure(
        'failed',
        'Prometheus is not ready (503): it still starts, or replays its log.',
        'Wait until it is ready; read its log when it takes long.',
      );
    }
    return first;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map(server => server.close()));
  }
}
