import type { SourceSettings } from './configuredSources';

/**
 * What every source that comes from configuration has in common. A subclass
 * adds `leastPrivilege` and one of `observe` and `watch`.
 * @public
 */
export abstract class ConfiguredSource {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly entityRefs: string[];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** Grant that it needs at the system, in plain words or as a statement. */
  abstract readonly leastPrivilege: string;

  constructor(settings: SourceSettings) {
    this.id = settings.id;
    this.kind = settings.kind;
    this.title = settings.title;
    this.entityRefs = settings.entityRefs;
    this.intervalSeconds = settings.intervalSeconds;
    this.timeoutSeconds = settings.timeoutSeconds;
  }
}
