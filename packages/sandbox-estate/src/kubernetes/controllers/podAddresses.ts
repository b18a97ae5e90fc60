import { createHash } from 'node:crypto';
import { ObjectStore } from '../store/ObjectStore';

/** Stable identifiers of the things a kubelet names. */
export const digest = (text: string): string =>
  createHash('sha256').update(text).digest('hex');

/** Hands out addresses `<prefix><n>`, in turn, that no pod has. */
export class PodAddresses {
  readonly #store: ObjectStore;
  readonly #last = new Map<string, number>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** @param prefix first three octets with their dot, for example `10.1.1.` */
  take(prefix: string, first: number): string {
    const used = new Set(
      this.#store.list('pods').map(pod => pod.status?.podIP),
    );
    const count = 255 - first;
    const last = this.#last.get(prefix) ?? first - 1;
    for (let step = 1; step <= count; step++) {
      const next = first + ((last - first + step) % count);
      if (!used.has(`${prefix}${next}`)) {
        this.#last.set(prefix, next);
        return `${prefix}${next}`;
      }
    }
    throw new Error(`no address is free in ${prefix}0/24`);
  }
}
