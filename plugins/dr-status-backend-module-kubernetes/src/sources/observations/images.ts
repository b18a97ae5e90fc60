import type { RunningImage } from '../../signals';
import type { PodState } from '../projections/workloads';

/** Images of running containers, each with its digest once. */
export function runningImagesOf(pods: Iterable<PodState>): RunningImage[] {
  const images = new Map<string, RunningImage>();
  for (const pod of pods) {
    for (const { image, digest } of pod.images) {
      const key = `${image} ${digest}`;
      const known = images.get(key);
      if (!known) {
        images.set(key, {
          image,
          digest,
          namespaces: [pod.namespace],
          pods: 1,
        });
        continue;
      }
      known.pods += 1;
      if (!known.namespaces.includes(pod.namespace)) {
        known.namespaces.push(pod.namespace);
      }
    }
  }
  return [...images.values()].sort((a, b) => a.image.localeCompare(b.image));
}
