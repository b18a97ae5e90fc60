import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  NotFoundError,
  NotImplementedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { ResilienceHubAssessment } from '@twinshore/plugin-dr-status-common';
import { abortAfter, SourceFailure } from '@twinshore/plugin-dr-status-node';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { AssessmentHistory } from '../history/AssessmentHistory';
import { AppReader, hasEnded } from '../hub/AppReader';
import type { HubConfig } from '../hub/openHub';
import type { ResilienceHub } from '../hub/ResilienceHub';

/** A hub with what keeps its apps up to date in the history. */
export interface WatchedHub {
  config: HubConfig;
  /** Configuration key of the item, for messages. */
  key: string;
  timeoutSeconds: number;
  /** Reads all of it anew, now. */
  renew(signal: AbortSignal): Promise<void>;
}

/**
 * Starts assessments and follows them to their end. One assessment an app: the
 * claim in the database holds over all replicas of the portal, what AWS has
 * started by itself is seen in the history, and AWS refuses a second one as
 * well. Should this replica die, the claim ends by itself and the source's next
 * round finds what became of the assessment.
 */
export class Assessments {
  readonly #history: AssessmentHistory;
  readonly #hubs: ReadonlyMap<string, WatchedHub>;
  readonly #logger: LoggerService;
  readonly #pollMilliseconds: number;
  readonly #giveUpMilliseconds: number;
  readonly #stopped = new AbortController();
  readonly #following = new Set<Promise<void>>();

  constructor(options: {
    history: AssessmentHistory;
    /** By the id of the source. */
    hubs: ReadonlyMap<string, WatchedHub>;
    logger: LoggerService;
    pollMilliseconds: number;
    giveUpMilliseconds: number;
  }) {
    this.#history = options.history;
    this.#hubs = options.hubs;
    this.#logger = options.logger;
    this.#pollMilliseconds = options.pollMilliseconds;
    this.#giveUpMilliseconds = options.giveUpMilliseconds;
  }

  /**
   * @param startedBy - entity ref of the user, or the name of the service
   * @throws NotFoundError, ConflictError when one is under way,
   *   NotImplementedError when the hub is for reading only, or
   *   ServiceUnavailableError when AWS does not start it
   */
  async start(
    appId: string,
    startedBy: string,
  ): Promise<ResilienceHubAssessment> {
    const stored = await this.#history.app(appId);
    if (!stored) {
      throw new NotFoundError(`No app with the id ${appId} is watched`);
    }
    const { app, handle } = stored;
    const hub = this.#hubs.get(app.sourceId);
    const assessing = hub?.config.assessing;
    if (!hub || !assessing) {
      throw new NotImplementedError(
        `No assessment of ${app.name} can be started: ${
          hub
            ? `${hub.key}.assessing is not set`
            : `${app.sourceId} is not configured any more`
        }`,
      );
    }
    const begun = Date.now();
    const underWay = (await this.#history.open(appId)).find(
      ({ startedAt }) =>
        begun - Date.parse(startedAt ?? '') < this.#giveUpMilliseconds,
    );
    if (
      underWay ||
      !(await this.#history.claim(
        appId,
        startedBy,
        begun + this.#giveUpMilliseconds,
      ))
    ) {
      throw new ConflictError(
        `${app.name} is being assessed already; wait until that has ended`,
      );
    }
    try {
      const assessment = await assessing.startAssessment(
        { handle },
        `twinshore-${new Date(begun)
          .toISOString()
          .replace(/\.\d+Z$/, 'Z')
          .replace(/[:]/g, '')}`,
        randomUUID(),
        { signal: this.#signal(hub) },
      );
      await this.#history.save(appId, [{ assessment, startedBy }]);
      this.#follow(appId, hub, assessment.handle, begun);
      const { handle: _handle, ...shown } = assessment;
      return { ...shown, startedBy };
    } catch (error) {
      await this.#history.release(appId);
      throw error instanceof SourceFailure
        ? new ServiceUnavailableError(
            [error.message, error.hint].filter(Boolean).join(' '),
          )
        : error;
    }
  }

  /** Follows no more; what runs at AWS goes on there. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#following);
    for (const { config } of this.#hubs.values()) {
      config.assessing?.close();
    }
  }

  #signal({ timeoutSeconds }: WatchedHub): AbortSignal {
    return AbortSignal.any([this.#stopped.signal, abortAfter(timeoutSeconds)]);
  }

  #follow(appId: string, hub: WatchedHub, handle: string, begun: number): void {
    const following = this.#untilEnded(appId, hub, handle, begun)
      .catch(error =>
        this.#logger.warn(
          `Following the assessment of ${appId} ended early: ${error.message}`,
        ),
      )
      .finally(() => this.#following.delete(following));
    this.#following.add(following);
  }

  async #untilEnded(
    appId: string,
    hub: WatchedHub,
    handle: string,
    begun: number,
  ): Promise<void> {
    const { signal } = this.#stopped;
    try {
      while (Date.now() - begun < this.#giveUpMilliseconds) {
        await wait(this.#pollMilliseconds, undefined, { signal });
        if (await this.#look(appId, hub, handle)) {
          return;
        }
      }
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    } finally {
      await this.#history.release(appId);
    }
  }

  /** @returns whether it has ended */
  async #look(
    appId: string,
    hub: WatchedHub,
    handle: string,
  ): Promise<boolean> {
    const asked: ResilienceHub = hub.config.hub;
    const call = { signal: this.#signal(hub) };
    try {
      const assessment = await asked.describeAssessment(handle, call);
      if (!hasEnded(assessment)) {
        await this.#history.save(appId, [{ assessment }]);
        return false;
      }
      await this.#history.save(appId, [
        assessment.status === 'success'
          ? await new AppReader(asked).read(handle, call)
          : { assessment },
      ]);
    } catch (error) {
      this.#logger.debug(
        `The assessment of ${appId} did not answer: ${
          (error as Error).message
        }`,
      );
      return false;
    }
    // What the app itself says has changed with it; the source's own round
    // comes later.
    await hub
      .renew(this.#signal(hub))
      .catch(error =>
        this.#logger.debug(
          `The apps could not be read anew: ${(error as Error).message}`,
        ),
      );
    return true;
  }
}
