import type { SourceFailure } from '@twinshore/plugin-dr-status-node';

/**
 * What a source has seen. What was there once and is gone is a finding; what
 * never was there is a wrong name in the configuration.
 */
export class Sightings {
  readonly #seen = new Set<string>();

  /** @param never - thrown when it is not there and never was */
  confirm(
    identifier: string,
    present: boolean,
    never: () => SourceFailure,
  ): void {
    if (present) {
      this.#seen.add(identifier);
    } else if (!this.#seen.has(identifier)) {
      throw never();
    }
  }
}
