// Measures collect → evaluate → store over a synthetic estate, in one process
// and on a database file: npm run bench -- collector
//
// Arguments: entities, seconds, database file. Prints one line of JSON.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Entity } from '@backstage/catalog-model';
import type {
  DatabaseService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type { Check, Source } from '@twinshore/plugin-dr-status-node';
import knexFactory from 'knex';
import { Collector } from '../src/collector/Collector';
import { Estate } from '../src/estate/Estate';
import { Evaluator } from '../src/evaluation/Evaluator';
import { ObservationBoard } from '../src/evaluation/ObservationBoard';
import { PostureEngine } from '../src/posture/PostureEngine';
import { VerdictLog } from '../src/posture/VerdictLog';
import { DatabaseIntervalStore } from '../src/store/DatabaseIntervalStore';
import { DatabaseLeaseStore } from '../src/store/LeaseStore';
import { openDatabase } from '../src/store/openDatabase';
import { DatabaseSourceStore } from '../src/store/SourceStore';

const [entityCount, seconds, file] = [
  Number(process.argv[2]),
  Number(process.argv[3]),
  process.argv[4],
];
/** Per entity and minute: five signals, each once. */
const SIGNALS = 5;
const CHECKS = 3;
const INTERVAL_SECONDS = 60;
const ENTITIES_PER_SOURCE = 50;
/** Share of the readings that cross a threshold from one minute to the next. */
const CHANGING = 0.01;

const quiet = {
  error: (message: string, meta: unknown) => console.error(message, meta),
  warn() {},
  info() {},
  debug() {},
  child: () => quiet,
} as unknown as LoggerService;
const nobody = {
  subscribe: async () => {},
  publish: async () => {},
} as unknown as EventsService;

const entities = Array.from(
  { length: entityCount },
  (_, index): Entity => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: `thing-${index}`, namespace: 'default' },
    spec: {
      type: 'database',
      owner: 'group:default/owners',
      resilience: {
        site: ['here', 'there', 'elsewhere'][index % 3],
        tier: ['edge', 'application', 'data', 'platform'][index % 4],
        ...(index % 3 === 0 && {
          replicates: [
            { to: `resource:default/thing-${index + 1}`, mode: 'asynchronous' },
          ],
        }),
      },
    },
  }),
);
const refs = entities.map(
  ({ metadata }) => `resource:default/${metadata.name}`,
);

let observed = 0;
const sources = Array.from(
  { length: Math.ceil(entityCount / ENTITIES_PER_SOURCE) },
  (_, index): Source => {
    const mine = refs.slice(
      index * ENTITIES_PER_SOURCE,
      (index + 1) * ENTITIES_PER_SOURCE,
    );
    return {
      id: `synthetic:${index}`,
      kind: 'synthetic',
      title: `Synthetic ${index}`,
      entityRefs: mine,
      intervalSeconds: INTERVAL_SECONDS,
      timeoutSeconds: 10,
      leastPrivilege: '',
      async observe() {
        // What a real one does most of the time: wait.
        await new Promise(resolve => {
          setTimeout(resolve, 5 + Math.random() * 20);
        });
        const observations = mine.flatMap(entityRef =>
          Array.from({ length: SIGNALS }, (_unused, signal) => ({
            entityRef,
            signal: `synthetic.signal${signal}`,
            value: {
              value: Math.random() < CHANGING ? 1 : 0,
              reading: Math.random(),
              zone: 'a',
            },
          })),
        );
        observed += observations.length;
        return observations;
      },
    };
  },
);

const checks = Array.from({ length: CHECKS }, (_, index): Check => {
  const signals = [
    `synthetic.signal${index}`,
    `synthetic.signal${(index + 1) % SIGNALS}`,
  ];
  return {
    id: `synthetic.check${index}`,
    title: `Check ${index}`,
    description: 'A synthetic rule over two readings.',
    gate: index === 0,
    weight: 1,
    threshold: { text: 'all are zero', origin: 'benchmark' },
    signals,
    remediation: 'None.',
    appliesTo: () => true,
    evaluate({ read }) {
      const readings = signals.map(signal => read(signal, signal));
      const bad = readings.some(
        ({ evidence }) => (evidence.value as { value: number })?.value === 1,
      );
      return {
        verdict: bad ? 'breached' : 'met',
        reason: bad ? 'One is not zero.' : 'All are zero.',
        readings,
      };
    },
  };
});

async function main() {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
  });
  await openDatabase({
    getClient: async () => knex,
    migrations: { skip: false },
  } as DatabaseService);
  const board = new ObservationBoard();
  const log = new VerdictLog({
    store: new DatabaseIntervalStore(knex),
    logger: quiet,
    titleOf: id => id,
  });
  const engine = new PostureEngine({
    board,
    evaluator: new Evaluator({ checks, board, logger: quiet }),
    log,
    logger: quiet,
  });
  let snapshots = 0;
  engine.onSnapshot(snapshot => {
    // Somebody always looks.
    snapshot.gzipped.toString();
    snapshots += 1;
  });
  const collector = new Collector({
    sources,
    misconfigured: [],
    leases: new DatabaseLeaseStore({
      knex,
      replica: 'benchmark',
      leaseMilliseconds: 10_000,
    }),
    store: new DatabaseSourceStore(knex),
    events: nobody,
    logger: quiet,
    replica: 'benchmark',
    roundMilliseconds: 2857,
    maxBackoffMilliseconds: 15_000,
    onReports: reports => engine.put(reports),
  });
  await log.resume(Date.now(), 30_000);
  engine.setEstate(new Estate(entities));
  const started = performance.now();
  await collector.start();
  await collector.firstRound;
  engine.begin();
  const firstRoundSeconds = (performance.now() - started) / 1000;
  // The first round comes all at once; afterwards the jitter spreads them.
  await new Promise(resolve => {
    setTimeout(resolve, 10_000);
  });

  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const before = {
    cpu: process.cpuUsage(),
    at: performance.now(),
    observed,
    snapshots,
  };
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 500);
  await new Promise(resolve => {
    setTimeout(resolve, seconds * 1000);
  });
  clearInterval(watch);
  delay.disable();
  const cpu = process.cpuUsage(before.cpu);
  const elapsed = (performance.now() - before.at) / 1000;
  const observations = observed - before.observed;
  const late = board
    .statuses()
    .filter(
      ({ lastSuccessAt }) =>
        !lastSuccessAt ||
        Date.now() - Date.parse(lastSuccessAt) > 1.5 * INTERVAL_SECONDS * 1000,
    ).length;
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  console.log(
    JSON.stringify({
      entities: entityCount,
      sources: sources.length,
      results: engine.snapshot.results.length,
      firstRoundSeconds: Number(firstRoundSeconds.toFixed(2)),
      observationsPerMinute: Math.round((observations / elapsed) * 60),
      cpuSecondsPerMinute: Number(((cpuSeconds / elapsed) * 60).toFixed(1)),
      cpuMillisecondsPerObservation: Number(
        ((cpuSeconds * 1000) / observations).toFixed(3),
      ),
      eventLoopDelayP99Milliseconds: Math.round(delay.percentile(99) / 1e6),
      longestStandstillMilliseconds: Math.round(delay.max / 1e6),
      peakMemoryMiB: Math.round(peak / 2 ** 20),
      sourcesLate: late,
      snapshotsPerMinute: Math.round(
        ((snapshots - before.snapshots) / elapsed) * 60,
      ),
    }),
  );
  await collector.stop();
  await engine.stop();
  await knex.destroy();
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
