import { abortAfter } from '@twinshore/plugin-dr-status-node';
import type {
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { Discoverer, FoundResource } from './Discoverer';
import { discoveredEntities, scopeEntity } from './discoveredEntities';

/**
 * Keeps the discovered entities of one list as the real system has them.
 *
 * A list that cannot be read to its end changes nothing: what was known stays,
 * and the scope's own entity, which says when it was last read, grows old; one
 * that was never read gets that entity without a time, so that it is missed. A
 * list that is suddenly empty is believed when it is empty twice, since an
 * account that was mixed up looks the same.
 */
export class DiscoveryProvider implements EntityProvider {
  readonly #discoverer: Discoverer;
  readonly #runner: SchedulerServiceTaskRunner;
  readonly #logger: LoggerService;
  readonly #isKnown: (scope: Entity) => Promise<boolean>;
  readonly #now: () => number;
  #connection?: EntityProviderConnection;
  #hadSome = true;
  #failing = false;

  constructor(options: {
    discoverer: Discoverer;
    runner: SchedulerServiceTaskRunner;
    logger: LoggerService;
    /** Whether the catalog has the entity of the scope. */
    isKnown(scope: Entity): Promise<boolean>;
    now?: () => number;
  }) {
    this.#discoverer = options.discoverer;
    this.#runner = options.runner;
    this.#logger = options.logger;
    this.#isKnown = options.isKnown;
    this.#now = options.now ?? Date.now;
  }

  getProviderName(): string {
    return `twinshore-discovery:${this.#discoverer.id}`;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    await this.#runner.run({
      id: this.getProviderName(),
      fn: abort => this.refresh(abort),
    });
  }

  async refresh(abort?: AbortSignal): Promise<void> {
    const { id, timeoutSeconds, ignore } = this.#discoverer;
    const limit = abortAfter(timeoutSeconds);
    let found: FoundResource[];
    try {
      found = await this.#discoverer.discover(
        abort ? AbortSignal.any([abort, limit]) : limit,
      );
    } catch (error) {
      if (!this.#failing) {
        this.#failing = true;
        this.#logger.warn(
          `Discovery ${id} could not read its list; what was found before stands: ${
            (error as Error).message
          }`,
        );
        await this.#announce();
      }
      return;
    }
    if (this.#failing) {
      this.#failing = false;
      this.#logger.info(`Discovery ${id} reads its list again`);
    }
    const kept = found.filter(
      resource => !ignore.some(pattern => pattern.test(resource.id)),
    );
    if (kept.length === 0 && this.#hadSome) {
      this.#hadSome = false;
      this.#logger.info(
        `Discovery ${id} found nothing; it is believed when it finds nothing again`,
      );
      return;
    }
    this.#hadSome = kept.length > 0;
    await this.#connection!.applyMutation({
      type: 'full',
      entities: discoveredEntities(this.#discoverer, kept, this.#now()).map(
        entity => ({ entity, locationKey: this.getProviderName() }),
      ),
    });
  }

  /** Lets a list that was never read be seen as such. */
  async #announce(): Promise<void> {
    const entity = scopeEntity(this.#discoverer);
    if (!(await this.#isKnown(entity))) {
      await this.#connection!.applyMutation({
        type: 'delta',
        added: [{ entity, locationKey: this.getProviderName() }],
        removed: [],
      });
    }
  }
}
