import type { FaultDefinition } from '../part';

/** A fault that is there now. */
export interface ActiveFault {
  /** `<fault>` or `<fault>:<target>`. */
  id: string;
  fault: string;
  target?: string;
  state: 'injecting' | 'active' | 'clearing';
  since: Date;
}

export interface FaultHooks {
  onChange?(fault: ActiveFault): void;
  /** Awaited after each undoing, before the fault counts as cleared. */
  untilWell?(): Promise<void>;
}

interface Entry {
  active: ActiveFault;
  injected: Promise<() => Promise<void>>;
  cleared?: Promise<void>;
}

/** A request that cannot be met as it was made; the message says what can be. */
export class FaultError extends Error {
  override name = 'FaultError';
}

const list = (names: string[]) => names.join(', ') || 'none';

/** Knows all faults of the running parts, and which of them are there. */
export class FaultRegistry {
  readonly #definitions: FaultDefinition[];
  readonly #entries = new Map<string, Entry>();
  readonly #hooks: FaultHooks;

  constructor(definitions: FaultDefinition[], hooks: FaultHooks = {}) {
    this.#definitions = definitions;
    this.#hooks = hooks;
  }

  definitions() {
    return this.#definitions.map(({ id, title, description, targets }) => ({
      id,
      title,
      description,
      targets: targets(),
    }));
  }

  active(): ActiveFault[] {
    return [...this.#entries.values()].map(({ active }) => ({ ...active }));
  }

  /**
   * Makes a fault happen and resolves when it has. One that is there already
   * stays as it is; one that is just being cleared is awaited first.
   */
  async inject(fault: string, target?: string): Promise<ActiveFault> {
    const definition = this.#find(fault, target);
    const id = target ? `${fault}:${target}` : fault;
    const existing = this.#entries.get(id);
    if (existing?.cleared) {
      await existing.cleared.catch(() => {});
      return this.inject(fault, target);
    }
    const entry: Entry = existing ?? {
      active: { id, fault, target, state: 'injecting', since: new Date() },
      injected: definition.inject(target),
    };
    this.#entries.set(id, entry);
    try {
      await entry.injected;
    } catch (error) {
      this.#entries.delete(id);
      throw error;
    }
    if (entry.active.state === 'injecting') {
      entry.active.state = 'active';
      this.#hooks.onChange?.(entry.active);
    }
    return { ...entry.active };
  }

  /** Undoes a fault and resolves when all is well again. */
  async clear(id: string): Promise<void> {
    const entry = this.#entries.get(id) ?? this.#onlyOneOf(id);
    // Who clears at the same time waits for the same.
    entry.cleared ??= this.#undo(entry);
    await entry.cleared;
  }

  async clearAll(): Promise<void> {
    const ids = [...this.#entries.keys()];
    const results = await Promise.allSettled(ids.map(id => this.clear(id)));
    // Some can be undone only after another: a password after its server.
    for (const [index, { status }] of results.entries()) {
      if (status === 'rejected') await this.clear(ids[index]);
    }
  }

  async #undo(entry: Entry): Promise<void> {
    const undo = await entry.injected;
    entry.active.state = 'clearing';
    try {
      await undo();
      await this.#hooks.untilWell?.();
      this.#entries.delete(entry.active.id);
      this.#hooks.onChange?.(entry.active);
    } catch (error) {
      // It can be tried again.
      entry.active.state = 'active';
      entry.cleared = undefined;
      throw error;
    }
  }

  /** `clear kill-database` is enough while there is only one of them. */
  #onlyOneOf(fault: string): Entry {
    const matches = [...this.#entries.values()].filter(
      entry => entry.active.fault === fault,
    );
    if (matches.length === 1) return matches[0];
    const ids = this.active().map(one => one.id);
    throw new FaultError(
      `There is no fault ${fault} now. Active: ${list(ids)}`,
    );
  }

  #find(fault: string, target?: string): FaultDefinition {
    const definition = this.#definitions.find(one => one.id === fault);
    if (!definition) {
      const known = this.#definitions.map(one => one.id);
      throw new FaultError(
        `No fault is called ${fault}. Faults: ${list(known)}`,
      );
    }
    const targets = definition.targets();
    if (targets.length === 0 && target) {
      throw new FaultError(`${fault} takes no target`);
    }
    if (targets.length > 0 && !targets.includes(target ?? '')) {
      const wrong = target ? `has no target ${target}` : 'needs a target';
      throw new FaultError(`${fault} ${wrong}. Targets: ${list(targets)}`);
    }
    return definition;
  }
}
