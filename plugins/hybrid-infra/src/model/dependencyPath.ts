import type { EstateItem } from './EstateItem';

/** Adjacency of an estate, computed once per estate and not per hover. */
export interface DependencyGraph {
  leansOn: ReadonlyMap<string, ReadonlySet<string>>;
  carries: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * What leans on what: declared dependencies, the source and the link of a
 * replica, and the zones and site that something stands in.
 */
export function dependencyGraph(items: readonly EstateItem[]): DependencyGraph {
  const refs = new Set(items.map(item => item.ref));
  const leansOn = new Map<string, Set<string>>();
  const carries = new Map<string, Set<string>>();
  const add = (from: string, to: string) => {
    if (from === to || !refs.has(from) || !refs.has(to)) {
      return;
    }
    leansOn.set(from, (leansOn.get(from) ?? new Set()).add(to));
    carries.set(to, (carries.get(to) ?? new Set()).add(from));
  };
  for (const item of items) {
    item.dependsOn.forEach(target => add(item.ref, target));
    item.zones.forEach(zone => add(item.ref, zone));
    for (const replication of item.replicates) {
      add(replication.to, item.ref);
      if (replication.over) {
        add(replication.to, replication.over);
      }
    }
  }
  return { leansOn, carries };
}

function reach(
  start: string,
  edges: ReadonlyMap<string, ReadonlySet<string>>,
  into: Set<string>,
) {
  const seen = new Set([start]);
  const queue = [start];
  while (queue.length > 0) {
    const ref = queue.pop()!;
    into.add(ref);
    for (const next of edges.get(ref) ?? []) {
      if (!seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
}

/**
 * All that the given entity leans on, all that leans on it, and what takes
 * over for it; itself included.
 */
export function dependencyPath(
  item: EstateItem,
  graph: DependencyGraph,
): Set<string> {
  const path = new Set<string>();
  reach(item.ref, graph.leansOn, path);
  reach(item.ref, graph.carries, path);
  item.failsOverTo.forEach(ref => path.add(ref));
  return path;
}
