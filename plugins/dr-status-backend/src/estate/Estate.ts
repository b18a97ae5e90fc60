import type { Entity } from '@backstage/catalog-model';
import { refOf } from '@twinshore/plugin-dr-status-common';

/** The declared entities at a moment. */
export class Estate {
  readonly entities: readonly Entity[];
  readonly #byRef: ReadonlyMap<string, Entity>;

  constructor(entities: readonly Entity[]) {
    this.entities = entities;
    this.#byRef = new Map(entities.map(entity => [refOf(entity), entity]));
  }

  get(entityRef: string): Entity | undefined {
    return this.#byRef.get(entityRef.toLocaleLowerCase('en-US'));
  }

  /** Tells one estate from another; every entity's etag changes with it. */
  get fingerprint(): string {
    return [...this.#byRef]
      .map(([ref, entity]) =>
        [
          ref,
          entity.metadata.etag ?? JSON.stringify(entity),
          // Relations change without the entity's own etag.
          JSON.stringify(entity.relations ?? []),
        ].join(' '),
      )
      .sort()
      .join('\n');
  }
}
