import { SourceFailure } from '@twinshore/plugin-dr-status-node';

/** What a log-in gives: headers for what follows, and for how long they hold. */
export interface Token {
  headers: Record<string, string>;
  lifetimeSeconds: number;
}

/** A token is renewed this long before its end. */
const MARGIN_SECONDS = 60;
/** Where a right is missing a new token helps nothing, and appliances hold only so many. */
const LEAST_AGE_SECONDS = 60;

/**
 * A log-in at an appliance that gives tokens for a while. One token serves
 * many rounds, since appliances hold only so many of them at once. The token
 * stays in here: it is in no observation, error or log.
 */
export class TokenSession {
  readonly #logIn: (signal: AbortSignal) => Promise<Token>;
  #token?: { headers: Record<string, string>; madeAt: number; endsAt: number };

  constructor(logIn: (signal: AbortSignal) => Promise<Token>) {
    this.#logIn = logIn;
  }

  /**
   * Runs requests with the headers of a token. One that the appliance has
   * forgotten, as after its restart, is renewed once, and once a minute at most.
   */
  async with<T>(
    { signal, now }: { signal: AbortSignal; now(): number },
    work: (headers: Record<string, string>) => Promise<T>,
  ): Promise<T> {
    const token = this.#token;
    if (token && now() < token.endsAt) {
      try {
        return await work(token.headers);
      } catch (error) {
        if (
          !(error instanceof SourceFailure && error.kind === 'unauthorized') ||
          now() < token.madeAt + LEAST_AGE_SECONDS * 1000
        ) {
          throw error;
        }
      }
    }
    this.#token = undefined;
    const { headers, lifetimeSeconds } = await this.#logIn(signal);
    this.#token = {
      headers,
      madeAt: now(),
      endsAt: now() + Math.max(0, lifetimeSeconds - MARGIN_SECONDS) * 1000,
    };
    return work(headers);
  }
}
