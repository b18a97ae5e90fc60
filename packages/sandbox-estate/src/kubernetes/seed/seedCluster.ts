import { applyDefaults } from '../api/defaults';
import { validate } from '../api/validation';
import type { Cluster } from '../Cluster';
import { resourceName } from '../store/resourceTypes';
import { argoDefinitions, seedArgo } from './argo';
import { blueGreen, formerRelease } from './blueGreen';
import { seedMis } from './mis';
import { seedNodes } from './nodes';
import { scans } from './scans';
import { seedSystem } from './system';

/** Everything that a cluster is built from, in the order of its making. */
export function seedOf(site: Cluster['name']): any[] {
  return [
    ...seedNodes(site),
    ...seedSystem(site),
    ...argoDefinitions(),
    ...seedArgo(site),
    ...seedMis(site),
    ...blueGreen(site),
    ...scans(site),
  ];
}

/**
 * Puts the seed into a cluster. What is there already gets the seeded spec
 * again, so that the same call mends a cluster that was changed.
 */
export function applySeed(cluster: Cluster): void {
  for (const seed of seedOf(cluster.name)) {
    const type = cluster.types.byKind(seed.apiVersion, seed.kind);
    if (!type) {
      throw new Error(
        `no resource is served for ${seed.apiVersion} ${seed.kind}`,
      );
    }
    const object = applyDefaults(structuredClone(seed));
    validate(type, object);
    const resource = resourceName(type);
    const { name, namespace } = object.metadata;
    const current = cluster.store.get(resource, namespace, name);
    cluster.admit(object, current);
    if (!current) {
      // Seeds of pods' controllers have no status; the others keep theirs.
      if (seed.status) {
        object.status = { ...object.status, ...seed.status };
      }
      cluster.store.insert(
        resource,
        seed.kind === 'Rollout' ? formerRelease(object) : object,
      );
    } else if (seed.kind !== 'Node' && seed.kind !== 'Namespace') {
      // What controllers found out stays theirs.
      const { metadata, status, ...rest } = structuredClone(object);
      cluster.store.replace(resource, { ...current, ...rest });
    }
  }
}
