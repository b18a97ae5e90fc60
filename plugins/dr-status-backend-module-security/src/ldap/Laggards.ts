/** How far one server has come: the newest change of each provider, ISO times by server id. */
export interface Progress {
  name: string;
  newestChanges: Record<string, string>;
}

export interface Lag {
  /** Server ids of the providers of which it lacks changes. */
  lacking: string[];
  /** For how long, at least; 0 when it lacks none. */
  behindSeconds: number;
}

/**
 * Since when servers lack changes that others have. One look cannot tell: after
 * an idle night the first change makes every other server look hours behind
 * for the moment that it travels. So the distance counts only for a server
 * that was behind at the last look too.
 */
export class Laggards {
  readonly #behind = new Map<string, { changes: string; since: number }>();

  /** @param now - milliseconds since the epoch */
  judge(all: Progress[], now: number): Lag[] {
    const newest = new Map<string, number>();
    for (const { newestChanges } of all) {
      for (const [provider, at] of Object.entries(newestChanges)) {
        const time = Date.parse(at);
        newest.set(provider, Math.max(time, newest.get(provider) ?? time));
      }
    }
    return all.map(({ name, newestChanges }) => {
      const has = (provider: string) =>
        Date.parse(newestChanges[provider] ?? '');
      const lacking = [...newest]
        .filter(([provider, time]) => has(provider) !== time)
        .map(([provider]) => provider)
        .sort();
      if (lacking.length === 0) {
        this.#behind.delete(name);
        return { lacking, behindSeconds: 0 };
      }
      const known = this.#behind.get(name);
      const changes = JSON.stringify(newestChanges);
      const since = known?.changes === changes ? known.since : now;
      this.#behind.set(name, { changes, since });
      const milliseconds = lacking.flatMap(provider => {
        const time = newest.get(provider)!;
        const distance = known ? time - has(provider) : 0;
        return [now - time, now - since, distance || 0];
      });
      return {
        lacking,
        behindSeconds: Math.max(0, ...milliseconds) / 1000,
      };
    });
  }
}
