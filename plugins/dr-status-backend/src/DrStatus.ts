import type {
  AuthService,
  DatabaseService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import { Collector } from './collector/Collector';
import type { DrStatusConfig } from './config';
import { EstateReader } from './estate/EstateReader';
import { Evaluator } from './evaluation/Evaluator';
import { ObservationBoard } from './evaluation/ObservationBoard';
import { announceSnapshots } from './posture/announceSnapshots';
import { PostureEngine } from './posture/PostureEngine';
import { PostureMetrics } from './posture/PostureMetrics';
import { VerdictLog } from './posture/VerdictLog';
import type { CheckRegistry } from './registry/CheckRegistry';
import type { SourceRegistry } from './registry/SourceRegistry';
import { DatabaseIntervalStore } from './store/DatabaseIntervalStore';
import type { IntervalStore } from './store/IntervalStore';
import { DatabaseLeaseStore } from './store/LeaseStore';
import { openDatabase } from './store/openDatabase';
import { DatabaseSourceStore } from './store/SourceStore';

const WEEK = 7 * 24 * 60 * 60 * 1000;

/** The parts of posture, put together: collect → evaluate → store → serve. */
export class DrStatus {
  readonly engine: PostureEngine;
  readonly collector: Collector;
  readonly intervals: IntervalStore;
  readonly #start: () => Promise<void>;
  readonly #stop: () => Promise<void>;

  static async create(options: {
    config: DrStatusConfig;
    sources: SourceRegistry;
    checks: CheckRegistry;
    logger: LoggerService;
    database: DatabaseService;
    catalog: CatalogService;
    auth: AuthService;
    events: EventsService;
    signals: SignalsService;
    scheduler: SchedulerService;
    metrics: MetricsService;
  }): Promise<DrStatus> {
    const { config, sources, checks, logger, scheduler } = options;
    const knex = await openDatabase(options.database);
    const intervals = new DatabaseIntervalStore(knex);
    const sourceStore = new DatabaseSourceStore(knex);
    const board = new ObservationBoard();
    const log = new VerdictLog({
      store: intervals,
      logger,
      titleOf: id => checks.titleOf(id),
    });
    const engine = new PostureEngine({
      board,
      evaluator: new Evaluator({ checks: checks.checks(), board, logger }),
      log,
      logger,
    });
    announceSnapshots(engine, options.signals, logger);
    const metrics = new PostureMetrics(options.metrics, {
      sources: () => board.statuses(),
      results: () => engine.snapshot.results,
    });
    const collector = new Collector({
      sources: sources.sources(),
      misconfigured: sources.misconfigured(),
      leases: new DatabaseLeaseStore({
        knex,
        replica: config.replica,
        leaseMilliseconds: config.leaseMilliseconds,
      }),
      store: sourceStore,
      events: options.events,
      logger,
      replica: config.replica,
      roundMilliseconds: config.roundMilliseconds,
      maxBackoffMilliseconds: config.maxBackoffMilliseconds,
      onReports: reports => engine.put(reports),
      onAsked: status => metrics.onStatus(status),
    });
    let estateKnown: () => void;
    const firstEstate = new Promise<void>(resolve => {
      estateKnown = resolve;
    });
    const estate = new EstateReader({
      catalog: options.catalog,
      auth: options.auth,
      logger,
      intervalMilliseconds: config.estateIntervalMilliseconds,
      onEstate(next) {
        engine.setEstate(next);
        estateKnown();
      },
    });

    return new DrStatus({
      engine,
      collector,
      intervals,
      async start() {
        await log.resume(Date.now(), config.resumeGraceMilliseconds);
        estate.start();
        await collector.start();
        let warmUp: ReturnType<typeof setTimeout>;
        const longest = new Promise<void>(resolve => {
          warmUp = setTimeout(resolve, config.warmUpMilliseconds);
        });
        Promise.all([
          firstEstate,
          Promise.race([collector.firstRound, longest]),
        ]).then(() => {
          clearTimeout(warmUp);
          engine.begin();
        });
        await scheduler.scheduleTask({
          id: 'dr-status-retention',
          scope: 'global',
          frequency: { hours: 1 },
          initialDelay: { minutes: 1 },
          timeout: { minutes: 10 },
          fn: async () => {
            await intervals.prune(
              Date.now() - config.historyRetentionMilliseconds,
            );
            await sourceStore.prune(
              sources.sources().map(({ id }) => id),
              WEEK,
            );
          },
        });
      },
      async stop() {
        estate.stop();
        await collector.stop();
        await engine.stop();
      },
    });
  }

  private constructor(options: {
    engine: PostureEngine;
    collector: Collector;
    intervals: IntervalStore;
    start(): Promise<void>;
    stop(): Promise<void>;
  }) {
    this.engine = options.engine;
    this.collector = options.collector;
    this.intervals = options.intervals;
    this.#start = options.start;
    this.#stop = options.stop;
  }

  start(): Promise<void> {
    return this.#start();
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}
