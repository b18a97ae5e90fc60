import type { SiteName } from '../model';
import type { KubeObject, NewKubeObject } from './store/objects';
import type { ObjectStore } from './store/ObjectStore';
import type { ResourceTypes } from './store/resourceTypes';

/** Use of a pod or node, as the metrics API reports it. */
export interface Usage {
  cpuMillicores: number;
  memoryMiB: number;
}

/** One cluster, as its API and its controllers see it. */
export interface ClusterState {
  name: SiteName;
  store: ObjectStore;
  types: ResourceTypes;
  /** Gives addresses and the like to what is created; throws what is refused. */
  admit(object: NewKubeObject, previous?: KubeObject): void;
  /** Disruption budgets that cover a pod. */
  budgetsOf(pod: KubeObject): KubeObject[];
  /** Whether the machine of a node runs. */
  isNodeUp(name: string): boolean;
  podUsage(pod: KubeObject): Usage;
  log(message: string): void;
}
