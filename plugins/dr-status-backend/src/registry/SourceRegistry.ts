import type { SourceStatus } from '@twinshore/plugin-dr-status-common';
import type {
  DrStatusSourcesExtensionPoint,
  Source,
} from '@twinshore/plugin-dr-status-node';

/** What modules have registered to be asked, and what could not be built. */
export class SourceRegistry implements DrStatusSourcesExtensionPoint {
  readonly #sources = new Map<string, Source>();
  readonly #misconfigured = new Map<string, SourceStatus>();

  addSource(...sources: Source[]): void {
    for (const source of sources) {
      this.#assertFree(source.id);
      if (!(source.intervalSeconds > 0) || !(source.timeoutSeconds > 0)) {
        throw new Error(
          `The source "${source.id}" needs an interval and a timeout above zero`,
        );
      }
      this.#sources.set(source.id, source);
    }
  }

  addMisconfigured(
    source: Parameters<DrStatusSourcesExtensionPoint['addMisconfigured']>[0],
  ): void {
    this.#assertFree(source.id);
    this.#misconfigured.set(source.id, {
      id: source.id,
      kind: source.kind,
      title: source.title,
      mode: 'poll',
      state: 'misconfigured',
      entityRefs: source.entityRefs,
      intervalSeconds: 0,
      timeoutSeconds: 0,
      consecutiveFailures: 0,
      error: {
        kind: 'misconfigured',
        message: source.message,
        hint: 'Correct the configuration and restart the backend.',
      },
      leastPrivilege: '',
    });
  }

  sources(): Source[] {
    return [...this.#sources.values()];
  }

  misconfigured(): SourceStatus[] {
    return [...this.#misconfigured.values()];
  }

  #assertFree(id: string) {
    if (this.#sources.has(id) || this.#misconfigured.has(id)) {
      throw new Error(
        `Two sources are called "${id}"; give one of them another name`,
      );
    }
  }
}
