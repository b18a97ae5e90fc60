import type { ObservationInput } from '@twinshore/plugin-dr-status-node';
import type { Session } from './session';

/** What is read of a session, without entity and time. */
export type SessionReadings = Array<Pick<ObservationInput, 'signal' | 'value'>>;

/**
 * Readings that change slowly and cost more than positions do: they are read
 * now and then, and repeated in between, with their time.
 */
export class SlowReadings {
  readonly #everySeconds: number;
  readonly #ask: (session: Session) => Promise<SessionReadings>;
  #known?: { at: number; readings: SessionReadings };

  constructor(
    everySeconds: number,
    ask: (session: Session) => Promise<SessionReadings>,
  ) {
    this.#everySeconds = everySeconds;
    this.#ask = ask;
  }

  async read(
    session: Session,
    entityRef: string,
    now: number,
  ): Promise<ObservationInput[]> {
    if (!this.#known || now - this.#known.at >= this.#everySeconds * 1000) {
      this.#known = { at: now, readings: await this.#ask(session) };
    }
    const observedAt = new Date(this.#known.at).toISOString();
    return this.#known.readings.map(reading => ({
      entityRef,
      observedAt,
      ...reading,
    }));
  }

  /** Another server may answer from now on. */
  forget(): void {
    this.#known = undefined;
  }
}
