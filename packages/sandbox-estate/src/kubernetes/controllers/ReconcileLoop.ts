import { StoreEvent } from '../store/ObjectStore';

/** Brings one kind of object from what is to what should be. */
export interface Controller {
  name: string;
  /** Keys of the objects that a change concerns. */
  concerns(event: StoreEvent): string[];
  reconcile(key: string): void;
}

interface Work {
  controller: Controller;
  key: string;
}

const RETRY_MS = 1000;
/** A cluster is built within some tens of rounds; more never end. */
const MOST_ROUNDS = 1000;

/**
 * The work queue of one cluster's controllers. Nothing polls: work comes from
 * changes in the store and from timers that a controller sets, so that an
 * estate at rest takes no CPU. A key that is queued twice is worked once.
 */
export class ReconcileLoop {
  readonly #controllers: Controller[] = [];
  readonly #queue = new Map<string, Work>();
  readonly #timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();
  readonly #log: (message: string) => void;
  #scheduled: NodeJS.Immediate | undefined;
  #instant = false;
  #stopped = false;

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /** True while the estate is built: whatever takes time is done at once. */
  get instant(): boolean {
    return this.#instant;
  }

  add(...controllers: Controller[]): void {
    this.#controllers.push(...controllers);
  }

  observe(event: StoreEvent): void {
    for (const controller of this.#controllers) {
      for (const key of controller.concerns(event)) {
        this.enqueue(controller, key);
      }
    }
  }

  enqueue(controller: Controller, key: string): void {
    if (this.#stopped) {
      return;
    }
    this.#queue.set(`${controller.name} ${key}`, { controller, key });
    if (!this.#instant) {
      this.#scheduled ??= setImmediate(() => this.#drain());
    }
  }

  /** Works on a key again after a while; the earliest of several asked wins. */
  after(controller: Controller, key: string, milliseconds: number): void {
    if (this.#stopped) {
      return;
    }
    if (this.#instant && milliseconds < 60_000) {
      this.enqueue(controller, key);
      return;
    }
    const id = `${controller.name} ${key}`;
    const at = Date.now() + milliseconds;
    const known = this.#timers.get(id);
    if (known && known.at <= at) {
      return;
    }
    clearTimeout(known?.timer);
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      this.enqueue(controller, key);
    }, milliseconds).unref();
    this.#timers.set(id, { at, timer });
  }

  /** Does `build` and all that follows from it before returning. */
  settle(build: () => void): void {
    this.#instant = true;
    try {
      build();
      for (let round = 0; this.#queue.size > 0; round++) {
        if (round > MOST_ROUNDS) {
          const [stuck] = this.#queue.keys();
          throw new Error(`the controllers do not settle, first: ${stuck}`);
        }
        this.#drain();
      }
    } finally {
      this.#instant = false;
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.clear();
    clearImmediate(this.#scheduled);
    this.#timers.forEach(({ timer }) => clearTimeout(timer));
    this.#timers.clear();
  }

  #drain(): void {
    this.#scheduled = undefined;
    const batch = [...this.#queue.values()];
    this.#queue.clear();
    for (const work of batch) {
      try {
        work.controller.reconcile(work.key);
      } catch (error) {
        this.#log(
          `controller ${work.controller.name} failed on ${work.key}: ${
            error instanceof Error ? error.stack : error
          }`,
        );
        if (!this.#instant) {
          this.after(work.controller, work.key, RETRY_MS);
        }
      }
    }
  }
}
