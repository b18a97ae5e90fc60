import { readFile } from 'node:fs/promises';
import {
  HttpEndpoint,
  type ClusterConnection,
  type HttpRequestOptions,
} from '@twinshore/plugin-dr-status-node';
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
  readonly #connection: ClusterConnection;
  readonly #key: string;
  #endpoint?: HttpEndpoint;

  constructor(options: {
    name: string;
    cluster: string;
    connection: ClusterConnection;
    /** Configuration key of the cluster, for hints. */
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
    this.#connection = options.connection;
    this.#key = options.key;
  }

  async discover(signal: AbortSignal): Promise<FoundResource[]> {
    const { token, tokenFile } = this.#connection;
    const secret = token ?? (await readFile(tokenFile!, 'utf8')).trim();
    const request = { signal, headers: { authorization: `Bearer ${secret}` } };
    const endpoint = (this.#endpoint ??= await this.#open());
    const all: FoundResource[] = [];
    for (const resource of WORKLOADS) {
      for (const path of this.#paths(resource)) {
        all.push(...(await this.#list(endpoint, resource, path, request)));
      }
    }
    return all;
  }

  async close(): Promise<void> {
    await this.#endpoint?.close();
    this.#endpoint = undefined;
  }

  async #open(): Promise<HttpEndpoint> {
    const { url, ca, caFile, skipTLSVerify } = this.#connection;
    if (skipTLSVerify) {
      throw new Error(
        `${
          this.#cluster
        } is reached without looking at its certificate (skipTLSVerify), which discovery does not do: give the cluster's caData`,
      );
    }
    return new HttpEndpoint({
      name: `Kubernetes ${this.#cluster}`,
      url: url.replace(/\/+$/, ''),
      ca: ca ?? (caFile && (await readFile(caFile, 'utf8'))),
      key: this.#key,
      timeoutSeconds: this.timeoutSeconds,
      leastPrivilege: this.leastPrivilege,
    });
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
    endpoint: HttpEndpoint,
    resource: string,
    path: string,
    request: HttpRequestOptions,
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
      const list = await endpoint.getJson<WorkloadList>(
        `${path}?${query}`,
        request,
      );
      if (!Array.isArray(list.items)) {
        throw endpoint.malformed(`without a list of ${resource}`);
      }
      if (pages > MOST_PAGES) {
        throw endpoint.malformed(`with a list of ${resource} without an end`);
      }
      for (const item of list.items) {
        const { name, namespace, uid, labels, annotations } =
          item?.metadata ?? {};
        if (!name || !namespace) {
          throw endpoint.malformed(`with ${resource} without a name`);
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
