import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SourceStatus } from '@twinshore/plugin-dr-status-common';
import type { Source } from '@twinshore/plugin-dr-status-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { LeaseStore } from '../store/LeaseStore';
import type { SourceStore } from '../store/SourceStore';
import {
  describeSource,
  SourceRunner,
  type SourceReport,
} from './SourceRunner';

const TOPIC = 'dr-status.replicas';
const SAVE_MILLISECONDS = 250;

type Hint =
  | { from: string; about: 'reports' | 'leases' }
  | { from: string; about: 'refresh'; sourceId: string };

/**
 * Runs the sources that this replica holds a lease for (see LeaseStore), and
 * follows the others through the store. The event bus carries hints, so that
 * replicas follow each other at once; a round every few seconds reads what a
 * lost hint would have told.
 */
export class Collector {
  readonly #sources: Map<string, Source>;
  readonly #misconfigured: SourceStatus[];
  readonly #leases: LeaseStore;
  readonly #store: SourceStore;
  readonly #events: EventsService;
  readonly #logger: LoggerService;
  readonly #replica: string;
  readonly #roundMilliseconds: number;
  readonly #maxBackoffMilliseconds: number;
  readonly #onReports: (reports: SourceReport[]) => void;
  readonly #onAsked: (status: SourceStatus) => void;
  readonly #runners = new Map<string, SourceRunner>();
  readonly #unsaved = new Map<string, SourceReport>();
  readonly #firstAnswers = new Set<string>();
  #firstRound?: { resolve(): void };
  #cursor?: number;
  #stopped = false;
  #rounding?: Promise<void>;
  #saving?: Promise<void>;
  #roundTimer?: ReturnType<typeof setTimeout>;
  #saveTimer?: ReturnType<typeof setTimeout>;
  #failing = false;
  #shared = true;

  /** Resolves when each source has answered or failed once, here or at another replica. */
  readonly firstRound: Promise<void>;

  constructor(options: {
    sources: Source[];
    misconfigured: SourceStatus[];
    leases: LeaseStore;
    store: SourceStore;
    events: EventsService;
    logger: LoggerService;
    replica: string;
    roundMilliseconds: number;
    maxBackoffMilliseconds: number;
    onReports(reports: SourceReport[]): void;
    /** Told of what this replica itself has asked. */
    onAsked?(status: SourceStatus): void;
  }) {
    this.#sources = new Map(options.sources.map(each => [each.id, each]));
    this.#misconfigured = options.misconfigured;
    this.#leases = options.leases;
    this.#store = options.store;
    this.#events = options.events;
    this.#logger = options.logger;
    this.#replica = options.replica;
    this.#roundMilliseconds = options.roundMilliseconds;
    this.#maxBackoffMilliseconds = options.maxBackoffMilliseconds;
    this.#onReports = options.onReports;
    this.#onAsked = options.onAsked ?? (() => {});
    this.firstRound = new Promise(resolve => {
      this.#firstRound = { resolve };
    });
  }

  async start(): Promise<void> {
    this.#onReports([
      ...this.#misconfigured.map(status => ({ status, observations: [] })),
      ...[...this.#sources.values()].map(source => ({
        status: describeSource(source),
        observations: [],
      })),
    ]);
    await this.#events.subscribe({
      // A name of its own, since subscribers of one name share the events.
      id: `dr-status-${this.#replica}`,
      topics: [TOPIC],
      onEvent: async ({ eventPayload }) => this.#onHint(eventPayload as Hint),
    });
    await this.#round();
    this.#answered();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#roundTimer);
    clearTimeout(this.#saveTimer);
    for (const runner of this.#runners.values()) {
      runner.stop();
    }
    await this.#rounding;
    await this.#save();
    try {
      await this.#leases.release();
      await this.#hint({ from: this.#replica, about: 'leases' });
    } catch (error) {
      this.#logger.warn(
        'Leases could not be let go; other replicas take over when they run out',
        error as Error,
      );
    }
    await Promise.allSettled(
      [...this.#sources.values()].map(source => source.close?.()),
    );
  }

  /** Has a source asked again at once, by whichever replica asks it. */
  async refresh(sourceId: string): Promise<void> {
    const runner = this.#runners.get(sourceId);
    if (runner) {
      runner.refresh();
      return;
    }
    await this.#leases.requestRefresh(sourceId);
    await this.#hint({ from: this.#replica, about: 'refresh', sourceId });
  }

  #onHint(hint: Hint): void {
    if (!hint || hint.from === this.#replica || this.#stopped) {
      return;
    }
    if (hint.about === 'refresh') {
      this.#runners.get(hint.sourceId)?.refresh();
    } else {
      this.#round();
    }
  }

  async #hint(hint: Hint): Promise<void> {
    // Nobody else is there to hear it; every event costs a call and a log line.
    if (!this.#shared) {
      return;
    }
    await this.#events
      .publish({ topic: TOPIC, eventPayload: hint })
      .catch(error => this.#logger.debug(`No hint could be sent: ${error}`));
  }

  /** One at a time; who comes in between gets the one that is under way. */
  #round(): Promise<void> {
    clearTimeout(this.#roundTimer);
    this.#rounding ??= this.#roundOnce()
      .then(
        () => {
          this.#failing = false;
        },
        error => {
          if (!this.#failing) {
            this.#failing = true;
            this.#logger.error(
              'The database gives no answer; this replica goes on with the sources that it holds',
              error,
            );
          }
        },
      )
      .finally(() => {
        this.#rounding = undefined;
        clearTimeout(this.#roundTimer);
        if (!this.#stopped) {
          this.#roundTimer = setTimeout(
            () => this.#round(),
            this.#roundMilliseconds,
          );
        }
      });
    return this.#rounding;
  }

  async #roundOnce(): Promise<void> {
    const { held, refresh, shared } = await this.#leases.round([
      ...this.#sources.keys(),
    ]);
    this.#shared = shared;
    if (this.#stopped) {
      return;
    }
    for (const [id, runner] of this.#runners) {
      if (!held.includes(id)) {
        runner.stop();
        this.#runners.delete(id);
      }
    }
    await this.#follow(held);
    await this.#begin(held.filter(id => !this.#runners.has(id)));
    for (const id of refresh) {
      this.#runners.get(id)?.refresh();
    }
  }

  /** Takes over what other replicas have reported. */
  async #follow(held: string[]): Promise<void> {
    const { reports, cursor } = await this.#store.readSince(this.#cursor);
    this.#cursor = cursor;
    const news = reports.filter(
      ({ status }) =>
        this.#sources.has(status.id) &&
        !this.#runners.has(status.id) &&
        !held.includes(status.id),
    );
    if (news.length > 0 && !this.#stopped) {
      this.#onReports(news);
      for (const { status } of news) {
        if (status.state !== 'starting') {
          this.#firstAnswers.add(status.id);
        }
      }
      this.#answered();
    }
  }

  async #begin(sourceIds: string[]): Promise<void> {
    if (sourceIds.length === 0) {
      return;
    }
    const lastKnown = new Map(
      (await this.#store.read(sourceIds)).map(each => [each.status.id, each]),
    );
    if (this.#stopped) {
      return;
    }
    for (const id of sourceIds) {
      const runner = new SourceRunner({
        source: this.#sources.get(id)!,
        replica: this.#replica,
        logger: this.#logger.child({ source: id }),
        maxBackoffMilliseconds: this.#maxBackoffMilliseconds,
        lastKnown: lastKnown.get(id),
        onReport: report => this.#onReport(report),
        onFirstAnswer: () => {
          this.#firstAnswers.add(id);
          this.#answered();
        },
      });
      this.#runners.set(id, runner);
      runner.start();
    }
  }

  #answered(): void {
    if ([...this.#sources.keys()].every(id => this.#firstAnswers.has(id))) {
      this.#firstRound?.resolve();
    }
  }

  #onReport(report: SourceReport): void {
    this.#onReports([report]);
    this.#onAsked(report.status);
    this.#unsaved.set(report.status.id, report);
    this.#saveTimer ??= setTimeout(() => {
      this.#saveTimer = undefined;
      this.#save();
    }, SAVE_MILLISECONDS);
  }

  /** Writes what has come in since the last time, in one go. */
  async #save(): Promise<void> {
    await this.#saving;
    if (this.#unsaved.size === 0) {
      return;
    }
    const reports = [...this.#unsaved.values()];
    this.#unsaved.clear();
    this.#saving = this.#store.save(reports).then(
      () => this.#hint({ from: this.#replica, about: 'reports' }),
      error => {
        this.#logger.debug(`Reports could not be saved: ${error}`);
        // The next report of each source carries all that is worth keeping.
      },
    );
    await this.#saving;
  }
}
