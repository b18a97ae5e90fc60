import { ObjectStore } from '../store/ObjectStore';
import { KubeObject, timestamp } from '../store/objects';

/** The real server forgets events after an hour; here the oldest go. */
const MOST_EVENTS = 600;

/** Records what controllers do as core `v1` events, counting repetitions. */
export class EventRecorder {
  readonly #store: ObjectStore;
  /** Names follow the order in which things happened, as the real ones do. */
  #next = BigInt(Date.now()) * 1_000_000n;
  /** Key of the event by what it says, oldest first. */
  readonly #known = new Map<string, string>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  record(
    component: string,
    about: KubeObject,
    reason: string,
    message: string,
    options: { type?: 'Normal' | 'Warning'; fieldPath?: string } = {},
  ): void {
    const now = timestamp();
    const type = options.type ?? 'Normal';
    const said = [about.metadata.uid, type, reason, message].join('\n');
    const known = this.#known.get(said);
    const repeated =
      known &&
      this.#store.modify('events', known, draft => {
        draft.count = (draft.count ?? 1) + 1;
        draft.lastTimestamp = now;
      });
    if (repeated) {
      return;
    }
    const namespace = about.metadata.namespace ?? 'default';
    const name = `${about.metadata.name}.${(this.#next++).toString(16)}`;
    this.#known.set(said, `${namespace}/${name}`);
    this.#store.insert('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: {
        kind: about.kind,
        namespace: about.metadata.namespace,
        name: about.metadata.name,
        uid: about.kind === 'Node' ? about.metadata.name : about.metadata.uid,
        apiVersion: about.apiVersion,
        resourceVersion: about.metadata.resourceVersion,
        ...(options.fieldPath && { fieldPath: options.fieldPath }),
      },
      reason,
      message,
      source: { component },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: component,
      reportingInstance: '',
    });
    for (const [oldest, key] of this.#known) {
      if (this.#known.size <= MOST_EVENTS) {
        break;
      }
      this.#known.delete(oldest);
      this.#store.remove('events', key);
    }
  }
}
