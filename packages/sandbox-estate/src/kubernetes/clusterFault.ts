import type { SiteName } from '../model';
import type { FaultDefinition } from '../part';
import type { RunningCluster } from './RunningCluster';

/** Makes a fault happen in one cluster; the returned function undoes it. */
export type ClusterChange = (
  running: RunningCluster,
) => (() => void) | Promise<() => void>;

/** Makes faults that take a cluster as their target. */
export const clusterFaults =
  (clusters: Map<SiteName, RunningCluster>) =>
  (
    id: string,
    title: string,
    description: string,
    change: ClusterChange,
    targets = () => [...clusters.keys()] as string[],
  ): FaultDefinition => ({
    id,
    title,
    description,
    targets,
    async inject(target) {
      const running = clusters.get(target as SiteName);
      if (!running) {
        throw new Error(`There is no cluster ${target}`);
      }
      const undo = await change(running);
      return async () => undo();
    },
  });
