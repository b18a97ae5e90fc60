import type { Config } from '@backstage/config';
import {
  ConfiguredSource,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { replicaEndpointsOf, type ReplicaEndpoint } from '../endpoints';
import { observationsOf } from '../observe';
import { ALERTMANAGER_CLUSTER } from './signals';

export const ALERTMANAGER_GRANT =
  'Reaching its HTTP interface (GET /api/v2/status); where a proxy guards it, a user of that proxy who may read.';

/** Asks a member of an Alertmanager cluster how it sees the cluster. */
export class AlertmanagerSource extends ConfiguredSource {
  readonly leastPrivilege = ALERTMANAGER_GRANT;
  readonly #members: ReplicaEndpoint[];

  static fromConfig(
    settings: SourceSettings,
    item: Config,
  ): AlertmanagerSource {
    return new AlertmanagerSource(
      settings,
      replicaEndpointsOf(settings, item, {
        leastPrivilege: ALERTMANAGER_GRANT,
        // One that hangs must not make the others late.
        timeoutSeconds: settings.timeoutSeconds / 2,
      }),
    );
  }

  private constructor(settings: SourceSettings, members: ReplicaEndpoint[]) {
    super(settings);
    this.#members = members;
  }

  async observe({ signal }: SourceContext): Promise<ObservationInput[]> {
    const answers = await Promise.allSettled(
      this.#members.map(member => this.#ask(member, signal)),
    );
    const views = answers.flatMap(answer =>
      answer.status === 'fulfilled' ? [answer.value] : [],
    );
    if (views.length === 0) {
      throw (answers[0] as PromiseRejectedResult).reason;
    }
    // Split into halves, each would see its own: the smallest view counts.
    const [smallest] = views.sort((a, b) => a.peers - b.peers);
    return observationsOf(this.entityRefs, {
      [ALERTMANAGER_CLUSTER]: smallest,
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ endpoint }) => endpoint.close()));
  }

  async #ask({ endpoint }: ReplicaEndpoint, signal: AbortSignal) {
    const { cluster, versionInfo } = await endpoint.getJson('/api/v2/status', {
      signal,
    });
    if (typeof cluster?.status !== 'string') {
      throw endpoint.malformed('without the status of its cluster');
    }
    return {
      status: cluster.status.slice(0, 40) as string,
      // A single one lists nobody; a member of a cluster lists itself too.
      peers: Array.isArray(cluster.peers)
        ? Math.max(1, cluster.peers.length)
        : 1,
      version:
        typeof versionInfo?.version === 'string' ? versionInfo.version : null,
    };
  }
}
