import { randomUUID } from 'node:crypto';
import { sameJson } from './sameJson';
import { KubeObject, NewKubeObject, keyOf, timestamp } from './objects';

export interface StoreEvent {
  revision: number;
  action: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** GroupResource, for example `deployments.apps`. */
  resource: string;
  object: KubeObject;
  /** What it was before, for watches whose selector it enters or leaves. */
  previous?: KubeObject;
}

/** How many events a watch may be behind before it has to list again. */
const HISTORY = 4000;

/**
 * The objects of one cluster in memory, as etcd keeps them: every write takes
 * the next revision of one counter and leaves an event from which watches are
 * served. Nothing is persisted; revisions begin at the clock, so that a client
 * which outlives a restart finds its version too old and lists again.
 */
export class ObjectStore {
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  #history: StoreEvent[] = [];
  #revision = Date.now();
  /** Events up to and including this revision are gone. */
  #compacted = this.#revision;

  get revision(): number {
    return this.#revision;
  }

  /** All of a resource, ordered by namespace and name. */
  list(resource: string, namespace?: string): KubeObject[] {
    const all = [...(this.#objects.get(resource)?.values() ?? [])];
    const found = namespace
      ? all.filter(object => object.metadata.namespace === namespace)
      : all;
    return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  get(resource: string, namespace: string | undefined, name: string) {
    return this.byKey(resource, namespace ? `${namespace}/${name}` : name);
  }

  byKey(resource: string, key: string): KubeObject | undefined {
    return this.#objects.get(resource)?.get(key);
  }

  /** Undefined when one of that name exists already. */
  insert(resource: string, object: NewKubeObject): KubeObject | undefined {
    const key = keyOf(object);
    if (this.byKey(resource, key)) {
      return undefined;
    }
    const stored: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        name: object.metadata.name!,
        uid: randomUUID(),
        creationTimestamp: timestamp(),
        resourceVersion: '',
        ...(object.spec && { generation: 1 }),
      },
    };
    return this.#write('ADDED', resource, stored);
  }

  /**
   * Writes a changed copy of what is there; without a difference nothing is
   * written. A changed `spec` is a new generation.
   */
  replace(resource: string, changed: KubeObject): KubeObject | undefined {
    const previous = this.byKey(resource, keyOf(changed));
    if (!previous || sameJson(previous, changed)) {
      return previous;
    }
    const metadata = { ...changed.metadata };
    if (
      previous.metadata.generation !== undefined &&
      !sameJson(previous.spec, changed.spec)
    ) {
      metadata.generation = previous.metadata.generation + 1;
    }
    return this.#write(
      'MODIFIED',
      resource,
      { ...changed, metadata },
      previous,
    );
  }

  /** Changes a draft of an object; undefined when there is no such object. */
  modify(
    resource: string,
    key: string,
    change: (draft: KubeObject) => void,
  ): KubeObject | undefined {
    const current = this.byKey(resource, key);
    if (!current) {
      return undefined;
    }
    const draft = structuredClone(current);
    change(draft);
    return this.replace(resource, draft);
  }

  /** Takes it out at once, whatever its finalizers. */
  remove(resource: string, key: string): KubeObject | undefined {
    const previous = this.byKey(resource, key);
    if (!previous) {
      return undefined;
    }
    const last = { ...previous, metadata: { ...previous.metadata } };
    return this.#write('DELETED', resource, last, previous);
  }

  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Events after a revision; undefined when some of them are gone. */
  eventsAfter(revision: number): StoreEvent[] | undefined {
    return revision < this.#compacted
      ? undefined
      : this.#history.filter(event => event.revision > revision);
  }

  #write(
    action: StoreEvent['action'],
    resource: string,
    object: KubeObject,
    previous?: KubeObject,
  ): KubeObject {
    const revision = ++this.#revision;
    object.metadata.resourceVersion = String(revision);
    let objects = this.#objects.get(resource);
    if (!objects) {
      this.#objects.set(resource, (objects = new Map()));
    }
    if (action === 'DELETED') {
      objects.delete(keyOf(object));
    } else {
      objects.set(keyOf(object), object);
    }
    const event = { revision, action, resource, object, previous };
    this.#history.push(event);
    if (this.#history.length > HISTORY * 1.25) {
      const dropped = this.#history.length - HISTORY;
      this.#compacted = this.#history[dropped - 1].revision;
      this.#history = this.#history.slice(dropped);
    }
    for (const listener of [...this.#listeners]) {
      listener(event);
    }
    return object;
  }
}
