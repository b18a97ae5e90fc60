import type { Replication, ReplicationMode } from '../estate';

/** One step of a chain, from a copy to the next. @public */
export interface ReplicationHop {
  from: string;
  to: string;
  mode: ReplicationMode;
  /** Entity ref of the link that it crosses, if any. */
  over?: string;
}

/**
 * The way that data takes from where it is written to the last copy of it.
 * @public
 */
export interface ReplicationChain {
  /** Entity ref of the store that is written first. */
  source: string;
  /** Entity ref of the last copy. */
  end: string;
  /** In the order of the data's way; never empty. */
  hops: readonly ReplicationHop[];
  /** The copies lead back to an earlier one: there is no true source. */
  circular: boolean;
}

/**
 * All chains, one for each last copy and way to it, in the order of their
 * sources. A store that is copied to two places begins two chains. Where
 * stores copy each other in a circle, the chain begins at the first of them
 * by name and ends before it would come back.
 */
export function replicationChains(
  replicates: ReadonlyMap<string, readonly Replication[]>,
): ReplicationChain[] {
  const chains: ReplicationChain[] = [];
  const reached = new Set<string>();

  const follow = (
    hops: readonly ReplicationHop[],
    at: string,
    seen: ReadonlySet<string>,
  ) => {
    reached.add(at);
    const next = replicates.get(at) ?? [];
    const onward = next.filter(({ to }) => !seen.has(to));
    for (const { to, mode, over } of onward) {
      follow(
        [...hops, { from: at, to, mode, ...(over && { over }) }],
        to,
        new Set([...seen, to]),
      );
    }
    if (onward.length === 0 && hops.length > 0) {
      chains.push({
        source: hops[0].from,
        end: at,
        hops,
        circular: next.length > 0,
      });
    }
  };

  const writers = [...replicates.keys()]
    .filter(ref => replicates.get(ref)!.length > 0)
    .sort();
  const copies = new Set(
    [...replicates.values()].flatMap(list => list.map(({ to }) => to)),
  );
  for (const writer of writers.filter(ref => !copies.has(ref))) {
    follow([], writer, new Set([writer]));
  }
  for (const writer of writers) {
    if (!reached.has(writer)) {
      follow([], writer, new Set([writer]));
    }
  }
  return chains;
}
