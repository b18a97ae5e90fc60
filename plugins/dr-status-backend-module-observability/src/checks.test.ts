import type { JsonValue } from '@backstage/types';
import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  judgeAlone,
  type CheckCase,
  type Situation,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { alertDeliveries, alertmanager } from './alertmanager';
import * as alertSignals from './alertmanager/signals';
import { elasticsearch, kibana, logstash } from './elk';
import * as elkSignals from './elk/signals';
import { grafana } from './grafana';
import { GRAFANA_HEALTH } from './grafana/signals';
import { jaeger } from './jaeger';
import * as jaegerSignals from './jaeger/signals';
import { pagerduty } from './pagerduty';
import * as pagerDutySignals from './pagerduty/signals';
import { prometheus } from './prometheus';
import * as prometheusSignals from './prometheus/signals';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

type Row = CheckCase<Situation>;
/** What is read, the verdict, and its reason. */
type Case = [title: string, value: JsonValue, verdict: Row[3], reason: RegExp];

/** Cases of the checks of one product, each over one signal. */
function describeSystem(
  title: string,
  entity: { type: string; tags: string[] },
  all: Check[],
  cases: Case[][],
) {
  describeChecks<Situation>(title, {
    all,
    cases: all.map((check, index): [Check, Row[]] => [
      check,
      [
        ...cases[index].map(
          ([what, value, verdict, reason]): Row => [
            what,
            'it',
            { [check.signals[0]]: value },
            verdict,
            reason,
          ],
        ),
        [
          'it cannot be asked',
          'it',
          'failing',
          'unknown',
          /^The .* of it is unknown: It did not answer\.$/,
        ],
      ],
    ]),
    judge: (check, _, situation) => judgeAlone(check, entity, situation, NOW),
  });

  it(`leaves other products alone: ${title}`, () => {
    for (const check of all) {
      expect(judgeAlone(check, { ...entity, tags: ['other'] }, {})).toBe(
        undefined,
      );
      expect(judgeAlone(check, { ...entity, type: 'other' }, {})).toBe(
        undefined,
      );
    }
  });
}

const ready = (host: string) => ({ host, ready: true, failure: null });
const starting = { host: 'b:9090', ready: false, failure: null };
const gone = {
  host: 'b:9090',
  ready: false,
  failure: 'Prometheus (b:9090) cannot be reached (ECONNREFUSED).',
};
const rules = (change: Partial<prometheusSignals.Rules>) => ({
  groups: 2,
  rules: 8,
  failing: [],
  late: [],
  ...change,
});

describeSystem(
  'checks of Prometheus',
  { type: 'metrics', tags: ['prometheus'] },
  prometheus.checks,
  [
    [
      ['both are ready', [ready('a'), ready('b')], 'met', /^2 of 2 replicas/],
      [
        'one of three is down',
        [ready('a'), gone, ready('c')],
        'at-risk',
        /^2 of 3 .*ECONNREFUSED\)\.$/,
      ],
      [
        'one starts',
        [ready('a:9090'), starting],
        'at-risk',
        /^Only a:9090 is ready, of 2 .*b:9090 is not ready/,
      ],
      ['there is one', [ready('a:9090')], 'at-risk', /^Only a:9090 is ready/],
      [
        'one starts and the other is not to be had',
        [starting, gone],
        'unknown',
        /^No replica is known to be ready: b:9090 is not ready, .*ECONNREFUSED/,
      ],
      [
        'none is ready',
        [starting, starting],
        'breached',
        /^No replica is ready/,
      ],
    ],
    [
      [
        'all are up',
        [
          { job: 'api', up: 3, all: 3 },
          { job: 'node', up: 1, all: 1 },
        ],
        'met',
        /^4 targets of 2 jobs, all up\.$/,
      ],
      [
        'some are down',
        [
          { job: 'api', up: 2, all: 3 },
          { job: 'node', up: 1, all: 1 },
        ],
        'at-risk',
        /^1 of 4 targets are down: api \(1 of 3\)/,
      ],
      [
        'all are down',
        [{ job: 'api', up: 0, all: 3 }],
        'breached',
        /^3 of 3 targets are down/,
      ],
      ['there is none', [], 'breached', /no target at all/],
    ],
    [
      ['all are well', rules({}), 'met', /^8 rules in 2 groups, all healthy/],
      ['none is loaded', rules({ rules: 0 }), 'at-risk', /^No rule is loaded/],
      [
        'one fails',
        rules({ failing: ['Burns'] }),
        'at-risk',
        /the evaluation of Burns fails\.$/,
      ],
      [
        'groups are late',
        rules({
          late: [
            { group: 'slow', secondsAgo: 600 },
            { group: 'new', secondsAgo: null },
          ],
        }),
        'at-risk',
        /slow was last evaluated 10 min ago, new was never evaluated/,
      ],
    ],
    [
      [
        'samples arrive',
        { ageSeconds: 2, series: 40 },
        'met',
        /of 40 series, is 2 s old \(of 1 min allowed\)/,
      ],
      [
        'none arrived for a minute',
        { ageSeconds: 60, series: 40 },
        'at-risk',
        /is 1 min old/,
      ],
      [
        'queries find nothing',
        { ageSeconds: 300, series: 40 },
        'breached',
        /is 5 min old/,
      ],
    ],
  ],
);

const cluster = (status: string, peers: number) => ({
  status,
  peers,
  version: '0.28.1',
});
const delivered = (...failed: number[]) => ({
  windowSeconds: 900,
  integrations: failed.map((each, index) => ({
    integration: ['pagerduty', 'email'][index],
    sent: 10,
    failed: each,
  })),
});

describeSystem(
  'checks of Alertmanager',
  { type: 'alert-routing', tags: ['alertmanager'] },
  [...alertmanager.checks, ...alertDeliveries.checks],
  [
    [
      ['it is complete', cluster('ready', 3), 'met', /ready with 3 members/],
      ['it is alone', cluster('ready', 1), 'at-risk', /with 1 member, of 2/],
      ['it settles', cluster('settling', 2), 'at-risk', /is settling with 2/],
      ['it is no cluster', cluster('disabled', 1), 'at-risk', /runs alone/],
      ['its word is new', cluster('thinking', 3), 'unknown', /not understood/],
    ],
    [
      [
        'all arrived',
        delivered(0, 0.2),
        'met',
        /of 20 sent to pagerduty, email/,
      ],
      [
        'some did not',
        delivered(3.1, 0),
        'at-risk',
        /in the last 15 min: 3 to pagerduty\.$/,
      ],
      [
        'there was none',
        {
          windowSeconds: 900,
          integrations: [{ integration: 'email', sent: 0, failed: 0 }],
        },
        'met',
        /in the last 15 min; none was sent\.$/,
      ],
      ['nothing counts them', delivered(), 'unknown', /must scrape Alertman/],
    ],
  ],
);

describeSystem(
  'checks of Grafana',
  { type: 'dashboards', tags: ['grafana'] },
  grafana.checks,
  [
    [
      ['it is well', { database: 'ok', version: '12.3.0' }, 'met', /12\.3\.0/],
      [
        'its database is lost',
        { database: 'failing', version: null },
        'breached',
        /database is failing: no dashboard opens/,
      ],
    ],
  ],
);

const health = (change: Partial<elkSignals.ElasticsearchCluster>) => ({
  status: 'green',
  timedOut: false,
  nodes: 3,
  dataNodes: 3,
  unassignedShards: 0,
  activeShardsPercent: 100,
  ...change,
});
const follower = (index: string, fatalError: string | null = null) => ({
  index,
  lagOperations: 12,
  fatalError,
});

describeSystem(
  'checks of the ELK stack',
  {
    type: 'logs',
    tags: ['elasticsearch', 'cross-cluster-replication', 'logstash', 'kibana'],
  },
  [...elasticsearch.checks, ...logstash.checks, ...kibana.checks],
  [
    [
      ['it is green', health({}), 'met', /green with 3 nodes and 0 unassigned/],
      [
        'it is yellow',
        health({ status: 'yellow', unassignedShards: 1 }),
        'at-risk',
        /yellow with 3 nodes and 1 unassigned shard\./,
      ],
      ['it is red', health({ status: 'red', nodes: 1 }), 'breached', /1 node /],
      ['its word is new', health({ status: 'blue' }), 'unknown', /blue/],
      [
        'its master is silent',
        health({ timedOut: true }),
        'unknown',
        /master did not answer in time/,
      ],
    ],
    [
      [
        'they follow',
        [follower('logs'), follower('audit')],
        'met',
        /^All 2 follower indices follow, at most 12 operations behind/,
      ],
      [
        'one has ended',
        [follower('logs'), follower('audit', 'index_not_found_exception')],
        'breached',
        /audit \(index_not_found_exception\)/,
      ],
      ['there is none', [], 'breached', /^No index follows/],
    ],
    [
      [
        'logs arrive',
        { index: 'logs-*', at: ago(12) },
        'met',
        /newest log in logs-\* is 12 s old/,
      ],
      [
        'no log arrives any more',
        { index: 'logs-*', at: ago(301) },
        'at-risk',
        /is 5 min 1 s old \(of 5 min allowed\)/,
      ],
      [
        'a log is dated ahead',
        { index: 'logs-*', at: ago(-3600) },
        'unknown',
        /is 1 h in the future/,
      ],
      ['there is no log', { index: 'logs-*', at: null }, 'breached', /no log/],
    ],
    [
      ['it is green', { status: 'green', pipelines: [] }, 'met', /is green\./],
      [
        'it is yellow',
        {
          status: 'yellow',
          pipelines: [{ id: 'audit', status: 'yellow' }],
        },
        'at-risk',
        /is yellow: audit is yellow\./,
      ],
      ['it is red', { status: 'red', pipelines: [] }, 'breached', /is red\./],
      [
        'it does not know',
        { status: 'unknown', pipelines: [] },
        'unknown',
        /does not know how it is/,
      ],
    ],
    [
      ['it is available', { level: 'available' }, 'met', /is available\./],
      ['it is degraded', { level: 'degraded' }, 'at-risk', /is degraded\./],
      ['it is not', { level: 'unavailable' }, 'breached', /unavailable\./],
      ['it is broken', { level: 'critical' }, 'breached', /is critical\./],
      ['its word is new', { level: 'sleepy' }, 'unknown', /sleepy/],
    ],
  ],
);

const services = (known: number, missing: string[], expected = 2) => ({
  known,
  missing,
  expected,
});

describeSystem(
  'checks of Jaeger',
  { type: 'tracing', tags: ['jaeger'] },
  jaeger.checks,
  [
    [
      [
        'it is well',
        { healthy: true, status: 'StatusOK' },
        'met',
        /is well \(StatusOK\)/,
      ],
      [
        'it is not',
        { healthy: false, status: 'StatusRecoverableError' },
        'breached',
        /is not well \(StatusRecoverableError\)/,
      ],
    ],
    [
      ['all are traced', services(5, []), 'met', /^All 2 .* of 5 known/],
      [
        'one is not',
        services(5, ['orders']),
        'at-risk',
        /^1 of 2 expected services send no traces: orders/,
      ],
      ['none is known', services(0, [], 0), 'at-risk', /knows no service/],
    ],
  ],
);

const service = (status: string) => ({ name: 'Operations', status });
const onCall = (...levels: pagerDutySignals.OnCall['levels']) => ({
  escalationPolicy: 'Always',
  levels,
});

describeSystem(
  'checks of PagerDuty',
  { type: 'alerting', tags: ['pagerduty'] },
  pagerduty.checks,
  [
    [
      ['it is active', service('active'), 'met', /^Operations is active/],
      ['incidents are open', service('warning'), 'at-risk', /acknowledged/],
      ['somebody is needed', service('critical'), 'at-risk', /nobody has ack/],
      ['it is silenced', service('maintenance'), 'at-risk', /maintenance/],
      ['it is off', service('disabled'), 'breached', /is disabled/],
      ['its word is new', service('dreaming'), 'unknown', /dreaming/],
    ],
    [
      [
        'somebody is',
        onCall({ level: 1, people: 1 }, { level: 2, people: 2 }),
        'met',
        /^1 on call at level 1 of Always, 3 over all 2 levels/,
      ],
      [
        'only the second level has anybody',
        onCall({ level: 2, people: 1 }),
        'at-risk',
        /wait for level 2/,
      ],
      ['nobody is', onCall(), 'breached', /^Nobody is on call .* Always/],
    ],
    [
      [
        'none is open',
        { triggered: 0, acknowledged: 0, oldestTriggeredAt: null },
        'met',
        /^No incident is open/,
      ],
      [
        'one is worked on',
        { triggered: 0, acknowledged: 1, oldestTriggeredAt: null },
        'at-risk',
        /^0 incidents without an acknowledgement, 1 being worked on\.$/,
      ],
      [
        'one waits',
        { triggered: 1, acknowledged: 0, oldestTriggeredAt: ago(60) },
        'at-risk',
        /^1 incident without an acknowledgement, the oldest for 1 min, 0/,
      ],
      [
        'one reaches nobody',
        { triggered: 1, acknowledged: 0, oldestTriggeredAt: ago(900) },
        'breached',
        /the oldest for 15 min,/,
      ],
    ],
  ],
);

it('reads every signal by the name that its source reports', () => {
  const read = [
    prometheus,
    alertmanager,
    alertDeliveries,
    grafana,
    elasticsearch,
    logstash,
    kibana,
    jaeger,
    pagerduty,
  ].flatMap(system => system.checks.flatMap(check => check.signals));
  const reported = [
    GRAFANA_HEALTH,
    ...[prometheusSignals, alertSignals, elkSignals, jaegerSignals].flatMap(
      each => Object.values(each) as string[],
    ),
    ...(Object.values(pagerDutySignals) as string[]),
  ];
  expect([...read].sort()).toEqual([...reported].sort());
});
