import type { ObjectStore } from '../store/ObjectStore';

/** Lets the scheduler pass a node by, as `kubectl cordon` does, or not any more. */
export function setCordoned(
  store: ObjectStore,
  name: string,
  cordoned: boolean,
): void {
  store.modify('nodes', name, draft => {
    if (cordoned) {
      draft.spec.unschedulable = true;
    } else {
      delete draft.spec.unschedulable;
    }
  });
}
