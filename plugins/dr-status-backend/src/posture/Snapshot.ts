import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type {
  CheckResult,
  EntityPosture,
  Summary,
} from '@twinshore/plugin-dr-status-common';

/**
 * All verdicts at a moment. It never changes; its bytes are made once, when
 * somebody first asks for them.
 */
export class Snapshot {
  readonly summary: Summary;
  readonly results: readonly CheckResult[];
  readonly #resultsOf: ReadonlyMap<string, CheckResult[]>;
  #postures?: ReadonlyMap<string, EntityPosture>;
  #body?: Buffer;
  #gzipped?: Buffer;
  #etag?: string;

  constructor(summary: Summary, results: readonly CheckResult[]) {
    this.summary = summary;
    this.results = results;
    const resultsOf = new Map<string, CheckResult[]>();
    for (const result of results) {
      const list = resultsOf.get(result.entityRef);
      if (list) {
        list.push(result);
      } else {
        resultsOf.set(result.entityRef, [result]);
      }
    }
    this.#resultsOf = resultsOf;
  }

  get revision(): number {
    return this.summary.revision;
  }

  postureOf(entityRef: string): EntityPosture | undefined {
    this.#postures ??= new Map(
      this.summary.entities.map(posture => [posture.entityRef, posture]),
    );
    return this.#postures.get(entityRef);
  }

  resultsOf(entityRef: string): CheckResult[] {
    return this.#resultsOf.get(entityRef) ?? [];
  }

  /** The summary as JSON. */
  get body(): Buffer {
    this.#body ??= Buffer.from(JSON.stringify(this.summary));
    return this.#body;
  }

  get gzipped(): Buffer {
    this.#gzipped ??= gzipSync(this.body, { level: 5 });
    return this.#gzipped;
  }

  /** Replicas may come to the same revision with different contents, so it carries both. */
  get etag(): string {
    this.#etag ??= `"${this.revision}-${createHash('sha1')
      .update(this.body)
      .digest('base64url')
      .slice(0, 8)}"`;
    return this.#etag;
  }
}
