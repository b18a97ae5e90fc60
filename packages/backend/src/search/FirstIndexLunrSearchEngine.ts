import {
  LunrSearchEngine,
  MissingIndexError,
} from '@backstage/plugin-search-backend-node';

const LOOK_AGAIN_MILLISECONDS = 250;

/**
 * Lunr keeps its index in memory, so that a portal which has just started has
 * none: whoever searches then waits for the first one, instead of being told
 * that nothing was found or that something is broken.
 */
export class FirstIndexLunrSearchEngine extends LunrSearchEngine {
  readonly #longestWaitMilliseconds: number;

  constructor(
    options: ConstructorParameters<typeof LunrSearchEngine>[0] & {
      longestWaitMilliseconds?: number;
    },
  ) {
    super(options);
    this.#longestWaitMilliseconds = options.longestWaitMilliseconds ?? 30_000;
  }

  override async query(
    ...args: Parameters<LunrSearchEngine['query']>
  ): ReturnType<LunrSearchEngine['query']> {
    const until = Date.now() + this.#longestWaitMilliseconds;
    while (Object.keys(this.lunrIndices).length === 0) {
      if (Date.now() >= until) {
        throw new MissingIndexError(
          'The portal is still reading its catalog; search again in a minute.',
        );
      }
      await new Promise(resolve => {
        setTimeout(resolve, LOOK_AGAIN_MILLISECONDS);
      });
    }
    return super.query(...args);
  }
}
