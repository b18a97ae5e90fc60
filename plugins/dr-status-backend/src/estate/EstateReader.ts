import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  RELATION_PART_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { ANNOTATION_DESIGN } from '@twinshore/plugin-hybrid-infra-common';
import { Estate } from './Estate';

const PAGE = 500;
/**
 * How soon the estate is read again until it has stayed the same for a while:
 * a catalog that is starting takes its entities in file after file.
 */
const UNSETTLED_MILLISECONDS = 1000;
const SETTLED_AFTER_READS = 10;

/**
 * Follows the catalog: all entities with a `spec.resilience` block or a row of
 * the design. The catalog has no event that tells of a changed entity, so it
 * is read on an interval; while it gives no answer, the last estate stands.
 */
export class EstateReader {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #logger: LoggerService;
  readonly #intervalMilliseconds: number;
  readonly #onEstate: (estate: Estate) => void;
  #fingerprint = '';
  #failing = false;
  #sameReads = 0;
  #timer?: ReturnType<typeof setTimeout>;
  #stopped = false;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    intervalMilliseconds: number;
    onEstate(estate: Estate): void;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#logger = options.logger;
    this.#intervalMilliseconds = options.intervalMilliseconds;
    this.#onEstate = options.onEstate;
  }

  start(): void {
    const before = this.#fingerprint;
    this.#read().finally(() => {
      if (!this.#stopped) {
        this.#sameReads =
          this.#fingerprint && this.#fingerprint === before
            ? this.#sameReads + 1
            : 0;
        const wait =
          this.#sameReads >= SETTLED_AFTER_READS
            ? this.#intervalMilliseconds
            : Math.min(UNSETTLED_MILLISECONDS, this.#intervalMilliseconds);
        this.#timer = setTimeout(() => this.start(), wait);
      }
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #read(): Promise<void> {
    try {
      const credentials = await this.#auth.getOwnServiceCredentials();
      const entities: Entity[] = [];
      const pages = this.#catalog.streamEntities(
        {
          pageSize: PAGE,
          filter: [
            {
              [`metadata.annotations.${ANNOTATION_DESIGN}`]:
                CATALOG_FILTER_EXISTS,
            },
            // The catalog indexes leaves, and every block has a site.
            { 'spec.resilience.site': CATALOG_FILTER_EXISTS },
            // They lead from what is in them to their domain.
            { kind: 'System' },
          ],
        },
        { credentials },
      );
      for await (const page of pages) {
        entities.push(...page);
      }
      this.#failing = false;
      const estate = new Estate(ofTheEstate(entities));
      if (!this.#stopped && estate.fingerprint !== this.#fingerprint) {
        this.#fingerprint = estate.fingerprint;
        this.#logger.info(`The estate has ${estate.entities.length} entities`);
        this.#onEstate(estate);
      }
    } catch (error) {
      if (!this.#failing && !this.#stopped) {
        this.#failing = true;
        this.#logger.warn(
          'The catalog gives no answer; the last known estate stands',
          error as Error,
        );
      }
    }
  }
}

/**
 * Leaves out templates, which nobody fails over, and systems of which nothing
 * belongs to the estate: a portal has others.
 */
function ofTheEstate(entities: readonly Entity[]): Entity[] {
  const parents = new Set(
    entities.flatMap(({ relations }) =>
      (relations ?? [])
        .filter(({ type }) => type === RELATION_PART_OF)
        .map(({ targetRef }) => targetRef),
    ),
  );
  return entities.filter(
    entity =>
      entity.kind !== 'Template' &&
      (entity.kind !== 'System' ||
        entity.spec?.resilience !== undefined ||
        entity.metadata.annotations?.[ANNOTATION_DESIGN] !== undefined ||
        parents.has(stringifyEntityRef(entity))),
  );
}
