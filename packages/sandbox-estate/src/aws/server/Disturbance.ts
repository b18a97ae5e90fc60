/** Ways in which an endpoint can misbehave. */
export type Misbehaviour =
  | 'access-denied'
  | 'throttle'
  | 'hang'
  | 'refuse'
  | 'garbage';

/** What is wrong with an endpoint at the moment; the same fault may be injected twice. */
export class Disturbance {
  readonly #active = new Map<Misbehaviour, Set<symbol>>();

  begin(what: Misbehaviour): () => void {
    const token = Symbol(what);
    const tokens = this.#active.get(what) ?? new Set();
    this.#active.set(what, tokens.add(token));
    return () => {
      tokens.delete(token);
    };
  }

  has(what: Misbehaviour): boolean {
    return (this.#active.get(what)?.size ?? 0) > 0;
  }
}
