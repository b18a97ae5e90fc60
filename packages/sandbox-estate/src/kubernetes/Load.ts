import type { EstateModel, SiteName } from '../model';
import type { Usage } from './ClusterState';
import { requestsOf } from './controllers/quantities';
import type { KubeObject } from './store/objects';

/** Utilisation of a site's pods by its own share of the users, at its seeded size. */
const ACTIVE_UTILIZATION = 0.62;
const STANDBY_UTILIZATION = 0.4;
// Low enough that memory alone never keeps a workload larger than the load asks.
const MEMORY_SHARE = 0.4;
/** What a pod without requests, or outside the workloads of the users, takes. */
const IDLE: Usage = { cpuMillicores: 4, memoryMiB: 48 };
const IDLE_CPU_SHARE = 0.06;

/** How many pods carry the work of a workload, in an active site and in standby. */
const PODS: Record<string, { active: number; standby: number }> = {
  'react-spa': { active: 8, standby: 2 },
  'fastapi-backend': { active: 8, standby: 2 },
  'external-sinks': { active: 2, standby: 0 },
};

/**
 * How busy the pods are. The users of a site that is lost move on as the
 * design says (2.3, 5.3): from on-prem to the primary region, from there to
 * DR; the pods that serve a site share its load evenly.
 */
export class Load {
  readonly #model: EstateModel;

  constructor(model: EstateModel) {
    this.#model = model;
  }

  /** Shares of the users that a site serves; each active site has one at rest. */
  sharesOf(site: SiteName): number {
    const lost = (name: SiteName) => this.#model.lostSites.has(name);
    const serves = (home: SiteName): SiteName => {
      const order: SiteName[] =
        home === 'on-prem'
          ? ['on-prem', 'aws-primary', 'aws-dr']
          : ['aws-primary', 'aws-dr', 'on-prem'];
      return order.find(candidate => !lost(candidate)) ?? home;
    };
    const homes: SiteName[] = ['on-prem', 'aws-primary'];
    return homes.filter(home => serves(home) === site).length;
  }

  /** @param serving how many ready pods share the pod's work, itself included */
  usage(site: SiteName, pod: KubeObject, serving: number): Usage {
    const asked = requestsOf(pod.spec);
    const memoryMiB = (asked.memory / 2 ** 20) * MEMORY_SHARE || IDLE.memoryMiB;
    const app = pod.metadata.labels?.['app.kubernetes.io/name'] ?? '';
    const carriers = pod.metadata.namespace === 'mis' ? PODS[app] : undefined;
    if (!carriers) {
      const cpuMillicores =
        asked.cpu * 1000 * IDLE_CPU_SHARE || IDLE.cpuMillicores;
      return { cpuMillicores, memoryMiB };
    }
    const standby =
      site === 'aws-dr' ? carriers.standby * STANDBY_UTILIZATION : 0;
    const pods =
      standby + this.sharesOf(site) * carriers.active * ACTIVE_UTILIZATION;
    // No pod can use more than it may.
    const utilization = Math.min(1, pods / Math.max(1, serving));
    return { cpuMillicores: utilization * asked.cpu * 1000, memoryMiB };
  }
}
