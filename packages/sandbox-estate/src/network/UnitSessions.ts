import { randomUUID } from 'node:crypto';

/** Who has logged in at a unit, and for how long. */
export class UnitSessions {
  readonly #login: { username: string; password: string };
  readonly #lifetimeSeconds: number;
  readonly #tokens = new Map<string, number>();

  constructor(
    login: { username: string; password: string },
    lifetimeSeconds: number,
  ) {
    this.#login = login;
    this.#lifetimeSeconds = lifetimeSeconds;
  }

  /** A new token for who gives the right name and password in a JSON body. */
  logIn(body: string): string | undefined {
    let given: Record<string, unknown> = {};
    try {
      given = JSON.parse(body) ?? {};
    } catch {
      // Nobody is called nothing.
    }
    const { username, password } = this.#login;
    if (given.username !== username || given.password !== password) {
      return undefined;
    }
    const now = Date.now();
    for (const [token, endsAt] of this.#tokens) {
      if (endsAt <= now) this.#tokens.delete(token);
    }
    const token = randomUUID();
    this.#tokens.set(token, now + this.#lifetimeSeconds * 1000);
    return token;
  }

  knows(token: string): boolean {
    return Date.now() < (this.#tokens.get(token) ?? 0);
  }
}
