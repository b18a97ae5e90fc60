import { EventEmitter } from 'node:events';
import type { LinkControl } from '../model';

const BY_MODEL = 'model';

/**
 * A network link between two sites. It is up while nobody has a reason to
 * keep it down; emits `change` when that turns.
 */
export class Link extends EventEmitter implements LinkControl {
  readonly name: string;
  /** Bytes that crossed it since the sandbox started. */
  bytes = 0;
  readonly #cuts = new Set<string>();

  constructor(name: string) {
    super();
    this.name = name;
  }

  get up(): boolean {
    return this.#cuts.size === 0;
  }

  set up(value: boolean) {
    if (value) this.restore(BY_MODEL);
    else this.cut(BY_MODEL);
  }

  cut(reason: string): void {
    const before = this.up;
    this.#cuts.add(reason);
    if (before) this.emit('change');
  }

  restore(reason: string): void {
    if (this.#cuts.delete(reason) && this.up) this.emit('change');
  }
}
