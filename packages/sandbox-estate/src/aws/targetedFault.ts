import type { FaultDefinition } from '../part';

/** A fault that needs one of its targets; what it is given is checked. */
export function targetedFault<T extends string>(
  fault: Pick<FaultDefinition, 'id' | 'title' | 'description'> & {
    targets: readonly T[];
    /** The returned function undoes it. */
    inject(target: T): () => void;
  },
): FaultDefinition {
  const { id, title, description, targets } = fault;
  return {
    id,
    title,
    description,
    targets: () => [...targets],
    inject: async name => {
      const target = targets.find(each => each === name);
      if (target === undefined) {
        throw new Error(
          `${id} needs one of ${targets.join(', ')}; got ${name ?? 'nothing'}`,
        );
      }
      const undo = fault.inject(target);
      return async () => undo();
    },
  };
}

/** Marks a name in a set for as long as the returned function is not called. */
export function mark<T>(set: Set<T>, name: T): () => void {
  set.add(name);
  return () => {
    set.delete(name);
  };
}
