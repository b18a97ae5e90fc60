export type UnitName = 'a' | 'b';
export const UNIT_NAMES: readonly UnitName[] = ['a', 'b'];

export const otherUnit = (name: UnitName): UnitName =>
  name === 'a' ? 'b' : 'a';

/**
 * Two appliances that stand in for each other. When the active one is switched
 * off, the other takes over by itself; it stays active when its peer is back.
 */
export class PairState {
  /** Units that are switched on. */
  readonly #on = new Set<UnitName>(UNIT_NAMES);
  #active: UnitName = 'a';
  /** Both take themselves for the only one. */
  split = false;
  /** Neither takes over, though both are there. */
  stuck = false;
  synced = true;

  isOn(name: UnitName): boolean {
    return this.#on.has(name);
  }

  isActive(name: UnitName): boolean {
    return (
      this.isOn(name) && !this.stuck && (this.split || this.#active === name)
    );
  }

  /** Whether the two hear each other. */
  get connected(): boolean {
    return this.#on.size === UNIT_NAMES.length && !this.split;
  }

  /** Whether anybody serves. */
  get serves(): boolean {
    return UNIT_NAMES.some(name => this.isActive(name));
  }

  get active(): UnitName {
    return this.#active;
  }

  failOver(to: UnitName = otherUnit(this.#active)): void {
    if (this.isOn(to)) this.#active = to;
  }

  switch(name: UnitName, on: boolean): void {
    if (on) this.#on.add(name);
    else this.#on.delete(name);
    if (!this.isOn(this.#active)) this.failOver();
  }
}
