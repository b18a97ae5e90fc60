import { SourceFailure } from '@twinshore/plugin-dr-status-node';

/** What a log-in gives: headers for what follows, and for how long they hold. */
export interface Token {
  headers: Record<string, string>;
  lifetimeSeconds: number;
}

/** A token is renewed this long before its end. */
const MARGIN_SECONDS = 60;

/**
 * A log-in at an appliance that gives tokens for a while. One token serves
 * many rounds, since appliances hold only so many of them at once. The token
 * stays in here: it is in no observation, error or log.
 */
export class TokenSession {
  readonly #logIn: (signal: AbortSignal) => Promise<Token>;
  #token?: { headers: Record<string, string>; endsAt: number };

  constructor(logIn: (signal: AbortSignal) => Promise<Token>) {
    this.#logIn = logIn;
  }

  /**
   * Runs requests with the headers of a token. One that the appliance has
   * forgotten, as after its restart, is renewed once.
   */
  async with<T>(
    { signal, now }: { signal: AbortSignal; now(): number },
    work: (headers: Record<string, string>) => Promise<T>,
  ): Promise<T> {
    if (this.#token && now() < this.#token.endsAt) {
      try {
        return await work(this.#token.headers);
      } catch (error) {
        if (
          !(error instanceof SourceFailure && error.kind === 'unauthorized')
        ) {
          throw error;
        }
      }
    }
    this.#token = undefined;
    const { headers, lifetimeSeconds } = await this.#logIn(signal);
    this.#token = {
      headers,
      endsAt: now() + Math.max(0, lifetimeSeconds - MARGIN_SECONDS) * 1000,
    };
    return work(headers);
  }
}
