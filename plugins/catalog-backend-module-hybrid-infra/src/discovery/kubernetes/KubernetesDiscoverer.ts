import { HttpEndpoint } from '@twinshore/plugin-dr-status-node';
import { kubernetesIdAlias } from '@twinshore/plugin-hybrid-infra-common';
import type { Discoverer, FoundResource } from '../Discoverer';

const KUBERNETES_ID = 'backstage.io/kubernetes-id';
const ENTITY_LABEL = 'twinshore.io/entity';
const PAGE = 250;
/** A cluster with more workloads than this is misread, not large. */
const MOST_PAGES = 100;

export const WORKLOADS = ['deployments', 'statefulsets', 'daemonsets'] as const;

interface WorkloadList {
  metadata?: { continue?: string };
  items?: Array<{
    metadata?: {
      name?: string;
      namespace?: string;
      uid?: string;
      labels?: Record<string, string>;
      annotations?: Record<string, string>;
    };
  }>;
}

/** Lists the workloads of one cluster. */
export class KubernetesDiscoverer implements Discoverer {
  readonly id: string;
  readonly title: string;
  readonly covers: string[];
  readonly site?: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly owner: string;
  readonly ignore: readonly RegExp[];
  readonly leastPrivilege = `ClusterRole with list on ${WORKLOADS.map(
    resource => `${resource}.apps`,
  ).join(', ')}.`;
  readonly #cluster: string;
  readonly #namespaces?: readonly string[];
  readonly #endpoint: HttpEndpoint;
  readonly #token: () => Promise<string>;

  constructor(options: {
    name: string;
    cluster: string;
    url: string;
    ca?: string;
    token(): Promise<string>;
    key: string;
    site?: string;
    /** Only these; the whole cluster when absent. */
    namespaces?: readonly string[];
    intervalSeconds: number;
    timeoutSeconds: number;
    owner: string;
    ignore: readonly RegExp[];
  }) {
    const { cluster, namespaces } = options;
    this.id = `kubernetes:${options.name}`;
    this.title = `Workloads of ${cluster}`;
    this.site = options.site;
    this.covers = [
      ...(namespaces
        ? namespaces.map(namespace => `k8s://${cluster}/${namespace}/`)
        : [`k8s://${cluster}/`]),
      ...(options.site ? [kubernetesIdAlias(options.site, '')] : []),
    ];
    this.intervalSeconds = options.intervalSeconds;
    this.timeoutSeconds = options.timeoutSeconds;
    this.owner = options.owner;
    this.ignore = options.ignore;
    this.#cluster = cluster;
    this.#namespaces = namespaces;
    this.#token = options.token;
    this.#endpoint = new HttpEndpoint({
      name: `Kubernetes ${cluster}`,
      url: options.url.replace(/\/+$/, ''),
      ca: options.ca,
      key: options.key,
      timeoutSeconds: options.timeoutSeconds,
      leastPrivilege: this.leastPrivilege,
    });
  }

  async discover(signal: AbortSignal): Promise<FoundResource[]> {
    const authorization = `Bearer ${await this.#token()}`;
    const all: FoundResource[] = [];
    for (const resource of WORKLOADS) {
      for (const base of this.#paths(resource)) {
        all.push(...(await this.#list(resource, base, authorization, signal)));
      }
    }
    return all;
  }

  async close(): Promise<void> {
    await this.#endpoint.close();
  }

  #paths(resource: string): string[] {
    return this.#namespaces
      ? this.#namespaces.map(
          namespace =>
            `/apis/apps/v1/namespaces/${encodeURIComponent(
              namespace,
            )}/${resource}`,
        )
      : [`/apis/apps/v1/${resource}`];
  }

  async #list(
    resource: string,
    path: string,
    authorization: string,
    signal: AbortSignal,
  ): Promise<FoundResource[]> {
    const all: FoundResource[] = [];
    let next: string | undefined;
    let pages = 0;
    do {
      pages += 1;
      const query = new URLSearchParams({ limit: String(PAGE) });
      if (next) {
        query.set('continue', next);
      }
      const list = await this.#endpoint.getJson<WorkloadList>(
        `${path}?${query}`,
        { signal, headers: { authorization } },
      );
      if (!Array.isArray(list.items) || pages > MOST_PAGES) {
        throw this.#endpoint.malformed(`without a list of ${resource}`);
      }
      for (const { metadata } of list.items) {
        const { name, namespace, uid, labels, annotations } = metadata ?? {};
        if (!name || !namespace) {
          throw this.#endpoint.malformed(`with ${resource} without a name`);
        }
        const kubernetesId = labels?.[KUBERNETES_ID];
        all.push({
          id: `k8s://${this.#cluster}/${namespace}/${resource}/${name}`,
          uid,
          type: `kubernetes-${resource.replace(/s$/, '')}`,
          name: `${namespace}/${name}`,
          // Labels cannot hold a whole ref, annotations can.
          entity: annotations?.[ENTITY_LABEL],
          ...(kubernetesId && {
            aliases: this.site
              ? [kubernetesIdAlias(this.site, kubernetesId)]
              : undefined,
            annotations: { [KUBERNETES_ID]: kubernetesId },
          }),
        });
      }
      next = list.metadata?.continue || undefined;
    } while (next);
    return all;
  }
}
