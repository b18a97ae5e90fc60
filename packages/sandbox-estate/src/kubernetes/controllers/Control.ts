import type { ClusterState } from '../ClusterState';
import type { ObjectStore } from '../store/ObjectStore';
import type { EventRecorder } from './EventRecorder';
import type { ReconcileLoop } from './ReconcileLoop';

/**
 * How long things take. The sandbox is faster than a real cluster where only
 * waiting would be lost: a node is declared lost after one second instead of
 * forty, its pods are evicted after three instead of three hundred.
 */
export interface Timings {
  podStartMs: number;
  podStopMs: number;
  imagePullBackOffMs: number;
  jobRunMs: number;
  nodeLostMs: number;
  evictionMs: number;
  autoscalerSyncMs: number;
  nodeProvisionMs: number;
  nodeIdleMs: number;
}

export const TIMINGS: Timings = {
  podStartMs: 900,
  podStopMs: 500,
  imagePullBackOffMs: 600,
  jobRunMs: 2000,
  nodeLostMs: 1000,
  evictionMs: 3000,
  autoscalerSyncMs: 15_000,
  nodeProvisionMs: 4000,
  nodeIdleMs: 20_000,
};

/** What every controller works with. */
export interface Control {
  cluster: ClusterState;
  store: ObjectStore;
  loop: ReconcileLoop;
  events: EventRecorder;
  timings: Timings;
}
