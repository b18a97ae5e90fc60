import type { Entity } from '@backstage/catalog-model';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { Check, CheckOutcome } from '@twinshore/plugin-dr-status-node';
import { testCheckContext } from '@twinshore/plugin-dr-status-node/testUtils';

/** An estate with a main site, a standby and a house of its own, all well. */

interface Declared {
  dependsOn?: string[];
  annotations?: Record<string, string>;
  kind?: string;
  subcomponentOf?: string;
  resilience?: JsonObject;
}

function declare(
  name: string,
  type: string,
  { dependsOn, annotations, kind, subcomponentOf, resilience }: Declared = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: kind ?? 'Resource',
    metadata: { name, namespace: 'default', annotations },
    spec: {
      type,
      owner: 'group:a',
      ...(dependsOn && { dependsOn }),
      ...(subcomponentOf && { subcomponentOf }),
      ...(resilience && { resilience }),
    },
  };
}

const DATABASE = { vcpu: 8, memoryGiB: 64, storageGiB: 1000 };
const GROWTH = { 'twinshore.io/growth-gb-per-year': '200' };
const RUNBOOK = ['resource:dns', 'db-dr', 'lb-dr', 'hpa-dr', 'nodes-dr'].map(
  name => (name.includes(':') ? name : `resource:${name}`),
);
const appIn = (cluster: string) => ({
  'backstage.io/kubernetes-id': 'app',
  'backstage.io/kubernetes-namespace': 'shop',
  'backstage.io/kubernetes-cluster': cluster,
});

export const ESTATE: Entity[] = [
  declare('standby', 'recovery-mode', {
    dependsOn: ['resource:cluster-dr', 'resource:db-dr', 'resource:lb-dr'],
    resilience: { site: 'dr', objectives: { rtoSeconds: 7200 } },
  }),
  declare('empty-standby', 'recovery-mode'),
  declare('runbook', 'runbook', {
    dependsOn: RUNBOOK,
    annotations: {
      'twinshore.io/step-budget-seconds': 'promote 900, scale up 1800',
    },
    resilience: { site: 'dr', objectives: { rtoSeconds: 3600 } },
  }),
  declare('plain-runbook', 'runbook', {
    dependsOn: RUNBOOK,
    resilience: { site: 'dr', objectives: { rtoSeconds: 3600 } },
  }),
  declare('slow-runbook', 'runbook', {
    dependsOn: RUNBOOK,
    annotations: { 'twinshore.io/step-budget-seconds': 'promote 3300' },
    resilience: { site: 'dr', objectives: { rtoSeconds: 3600 } },
  }),
  declare('garbled-runbook', 'runbook', {
    dependsOn: RUNBOOK,
    annotations: { 'twinshore.io/step-budget-seconds': 'promote: soon' },
    resilience: { site: 'dr', objectives: { rtoSeconds: 3600 } },
  }),
  declare('empty-runbook', 'runbook'),
  declare('bare-runbook', 'runbook', {
    dependsOn: ['resource:hpa-bare', 'resource:nodes-dr'],
  }),
  declare('hpa-bare', 'horizontal-pod-autoscaler', {
    dependsOn: ['resource:cluster-bare'],
  }),
  declare('cluster-bare', 'kubernetes-cluster'),
  declare('drills', 'drill-programme', {
    dependsOn: ['resource:runbook', 'resource:standby', 'resource:ci'],
  }),
  declare('no-drills', 'drill-programme', { dependsOn: ['resource:runbook'] }),
  declare('undated-drills', 'drill-programme', { dependsOn: ['resource:ci'] }),
  declare('plan', 'capacity-plan', {
    dependsOn: ['component:app'],
    resilience: { site: 'global', sizing: { replicasMin: 8, replicasMax: 12 } },
  }),
  declare('growth', 'capacity-plan', {
    dependsOn: ['resource:db-house', 'resource:db-main', 'resource:files'],
    resilience: { site: 'global', sizing: { storageGiB: 5000 } },
  }),
  declare('risks', 'risk-register', {
    dependsOn: ['resource:db-house', 'resource:db-main', 'resource:waf-main'],
  }),
  declare('dns', 'dns-zone'),
  declare('ci', 'pipeline'),
  declare('cluster-main', 'kubernetes-cluster', {
    dependsOn: ['resource:nodes-main'],
    resilience: {
      site: 'main',
      zones: ['resource:zone-a', 'resource:zone-b', 'resource:zone-c'],
      failsOverTo: ['resource:cluster-dr'],
    },
  }),
  declare('cluster-dr', 'kubernetes-cluster', {
    dependsOn: ['resource:nodes-dr'],
    resilience: { site: 'dr', role: 'passive' },
  }),
  declare('nodes-main', 'node-group'),
  declare('nodes-dr', 'node-group'),
  declare('hpa-dr', 'horizontal-pod-autoscaler', {
    dependsOn: ['resource:cluster-dr'],
  }),
  ...['zone-a', 'zone-b', 'zone-c'].map(name =>
    declare(name, 'zone', {
      resilience: { site: 'main', redundancy: { group: 'zones', needs: 2 } },
    }),
  ),
  declare('app', 'service', { kind: 'Component' }),
  declare('app-main', 'service', {
    kind: 'Component',
    subcomponentOf: 'component:app',
    annotations: appIn('cluster-main'),
    dependsOn: ['resource:db-main', 'resource:cache-main'],
    resilience: {
      site: 'main',
      role: 'active',
      failsOverTo: ['component:app-dr'],
      sizing: { replicasMin: 8, replicasMax: 12 },
    },
  }),
  declare('app-dr', 'service', {
    kind: 'Component',
    subcomponentOf: 'app',
    annotations: appIn('cluster-dr'),
    dependsOn: ['resource:cache-house'],
    resilience: { site: 'dr', role: 'passive', sizing: { replicasMin: 2 } },
  }),
  declare('db-house', 'database', {
    annotations: GROWTH,
    resilience: {
      site: 'house',
      redundancy: { group: 'db-house', needs: 1 },
      sizing: DATABASE,
    },
  }),
  declare('db-house-standby', 'database', {
    resilience: {
      site: 'house',
      redundancy: { group: 'db-house', needs: 1 },
    },
  }),
  declare('db-main', 'database', {
    annotations: GROWTH,
    resilience: {
      site: 'main',
      failsOverTo: ['resource:db-dr', 'resource:db-house'],
      sizing: DATABASE,
    },
  }),
  declare('db-dr', 'database', {
    resilience: { site: 'dr', sizing: DATABASE },
  }),
  declare('cache-main', 'cache', {
    resilience: { site: 'main', sizing: { memoryGiB: 16 } },
  }),
  declare('cache-house', 'cache', {
    resilience: { site: 'house', sizing: { memoryGiB: 16 } },
  }),
  declare('lb-dr', 'load-balancer', {
    resilience: { site: 'dr', redundancy: { group: 'doors', needs: 1 } },
  }),
  declare('lb-house', 'load-balancer', {
    resilience: { site: 'house', redundancy: { group: 'doors', needs: 1 } },
  }),
  ...['f5-a', 'f5-b'].map(name =>
    declare(name, 'load-balancer-unit', {
      resilience: { site: 'house', redundancy: { group: 'f5', needs: 1 } },
    }),
  ),
  ...['wall-a', 'wall-b'].map(name =>
    declare(name, 'firewall-unit', {
      resilience: { site: 'house', redundancy: { group: 'walls', needs: 1 } },
    }),
  ),
  ...['line', 'tunnel'].map(name =>
    declare(name, 'network-link', {
      resilience: { site: 'bridge', redundancy: { group: 'bridge', needs: 1 } },
    }),
  ),
  declare('waf-main', 'web-firewall'),
  declare('vpc-main', 'vpc'),
  declare('files', 'file-store', { annotations: GROWTH }),
];

export const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAY = 86_400_000;
export const daysAgo = (days: number) =>
  new Date(NOW - days * DAY).toISOString();

export const instance = (change: JsonObject = {}): JsonObject => ({
  missing: false,
  status: 'available',
  instanceClass: 'db.r6g.2xlarge',
  multiAz: true,
  zone: 'zone-a',
  secondaryZone: 'zone-b',
  sourceIdentifier: null,
  replication: null,
  ...change,
});
export const replica = (change: JsonObject = {}): JsonObject =>
  instance({
    sourceIdentifier: 'db-main',
    replication: { status: 'replicating', normal: true, message: '' },
    ...change,
  });
export const workload = (ready: number, scaler: JsonObject | null = {}) => ({
  deployments: [
    { namespace: 'shop', name: 'app', ready },
    { namespace: 'else', name: 'app', ready: 99 },
  ],
  autoscalers: scaler
    ? [{ namespace: 'shop', name: 'app', max: 12, conditions: {}, ...scaler }]
    : [],
  budgets: [],
});
export const nodes = (ready: number, zones: JsonObject = {}): JsonObject => ({
  total: ready + 3,
  ready: ready + 3,
  controlPlane: { total: 3, ready: 3 },
  withoutZone: 0,
  zones,
});
export const balancer = (change: JsonObject = {}): JsonObject => ({
  missing: false,
  dnsName: 'LB-dr.example.com',
  state: 'active',
  targetGroups: [{ targets: [{ zone: 'a', healthy: 2 }] }],
  ...change,
});
export const groups = (max: number, desired: number): JsonObject => ({
  missing: false,
  groups: [
    { name: 'one', maxSize: max - 1, desiredCapacity: desired - 1 },
    { name: 'two', maxSize: 1, desiredCapacity: 1 },
  ],
});

const member = (failover: string | null, target: string, more = {}) => ({
  failover,
  healthCheckId: null,
  weight: null,
  ttlSeconds: null,
  alias: { target, evaluateTargetHealth: true },
  values: [],
  ...more,
});
export const primary = (more: JsonObject = {}) =>
  member('PRIMARY', 'lb-main.example.com', { healthCheckId: 'hc-1', ...more });
export const secondary = (more: JsonObject = {}) =>
  member('SECONDARY', 'dualstack.lb-dr.example.com.', more);
export const records = (...members: JsonObject[]): JsonValue => [
  { name: 'shop.example.com', type: 'A', members },
];
export const healthCheck = (change: JsonObject = {}): JsonValue => [
  {
    id: 'hc-1',
    missing: false,
    target: 'https://main.example.com/healthz',
    disabled: false,
    detectSeconds: 30,
    status: { value: 1, at: daysAgo(0) },
    ...change,
  },
];
export const drill = (change: JsonObject = {}): JsonObject => ({
  job: 'dr/drill',
  last: run(7, 'SUCCESS', 20),
  lastStable: run(7, 'SUCCESS', 20),
  ...change,
});
export function run(
  number: number,
  result: string,
  days: number,
  durationSeconds = 1800,
): JsonObject {
  return { number, result, startedAt: daysAgo(days), durationSeconds };
}
const zonesReady = { total: 2, ready: 2 };

/** Values by the name of the entity, then by signal. */
export type Values = Record<string, Record<string, JsonValue>>;

export const WELL: Values = {
  dns: {
    'aws.route53.records': records(primary(), secondary()),
    'aws.route53.healthChecks': healthCheck(),
  },
  ci: { 'delivery.jenkins.drill': drill() },
  'cluster-main': {
    'kubernetes.nodes': nodes(6, {
      'zone-a': zonesReady,
      'zone-b': zonesReady,
      'zone-c': zonesReady,
    }),
    'kubernetes.readyz': { ok: true, status: 200, failed: [] },
    'kubernetes.workload/app': workload(9),
  },
  'cluster-dr': {
    'kubernetes.nodes': nodes(2),
    'kubernetes.readyz': { ok: true, status: 200, failed: [] },
    'kubernetes.workload/app': workload(2),
  },
  'nodes-main': { 'aws.autoscaling.groups': groups(12, 6) },
  'nodes-dr': { 'aws.autoscaling.groups': groups(8, 2) },
  'db-house': {
    'postgresql.inRecovery': false,
    'postgresql.database.sizeBytes': 300e9,
  },
  'db-house-standby': {
    'postgresql.inRecovery': true,
    'postgresql.walReceiver': { running: true, status: 'streaming' },
  },
  'db-main': {
    'aws.rds.instance': instance(),
    'postgresql.database.sizeBytes': 12e6,
  },
  'db-dr': {
    'aws.rds.instance': replica(),
    'postgresql.inRecovery': true,
    'postgresql.walReceiver': { running: true, status: 'streaming' },
  },
  'cache-main': {
    'aws.elasticache.replicationGroup': {
      missing: false,
      nodeType: 'cache.m7g.large',
      shards: [{}, {}, {}],
    },
  },
  'cache-house': { 'redis.memory': { maxBytes: 12 * 1024 ** 3 } },
  'lb-dr': { 'aws.elbv2.loadBalancer': balancer() },
  'lb-house': {
    'network.f5.pair': {
      units: [{ failoverState: 'STANDBY' }, { failoverState: 'ACTIVE' }],
    },
  },
  'f5-a': { 'network.f5.unit': { failoverState: 'ACTIVE' } },
  'f5-b': { 'network.f5.unit': { failoverState: 'STANDBY' } },
  'wall-a': { 'network.firewall.unit': { state: 'active' } },
  'wall-b': { 'network.firewall.unit': { state: 'standby' } },
  line: {
    'aws.directconnect.link': {
      virtualInterfaces: [
        {
          state: 'available',
          bgpPeers: [{ status: 'down' }, { status: 'up' }],
        },
      ],
    },
  },
  tunnel: {
    'aws.vpn.connections': {
      connections: [
        { state: 'available', tunnels: [{ status: 'UP' }, { status: 'DOWN' }] },
      ],
    },
  },
  'waf-main': {
    'aws.wafv2.loadBalancers': {
      loadBalancers: [{ name: 'lb-main', acl: { name: 'acl' } }],
    },
  },
  'vpc-main': {
    'aws.vpc.subnets': [{ zone: 'a' }, { zone: 'a' }, { zone: 'b' }],
    'aws.vpc.natGateways': [
      { state: 'available', zone: 'a' },
      { state: 'available', zone: 'b' },
    ],
  },
  files: {
    'storage.fileShare': { totalBytes: 2000e9, availableBytes: 900e9 },
  },
};

/** What differs from all well, by entity: other values, none, or a source that fails. */
export type Situation = Record<
  string,
  Record<string, JsonValue | undefined> | 'failing' | 'silent'
>;

const refOfName = (name: string) =>
  `${name.startsWith('app') ? 'component' : 'resource'}:default/${name}`;

/** Evaluates a check on one entity of the estate. */
export function judge(
  check: Check,
  name: string,
  situation: Situation,
): CheckOutcome | undefined {
  const entity = ESTATE.find(({ metadata }) => metadata.name === name)!;
  const values: Record<string, Record<string, JsonValue>> = {};
  for (const [of, signals] of Object.entries(WELL)) {
    const change = situation[of] ?? {};
    const merged =
      typeof change === 'string' ? signals : { ...signals, ...change };
    values[refOfName(of)] =
      change === 'silent'
        ? {}
        : (Object.fromEntries(
            Object.entries(merged).filter(([, value]) => value !== undefined),
          ) as Record<string, JsonValue>);
  }
  const context = testCheckContext({
    entity,
    entities: ESTATE.filter(each => each !== entity),
    now: NOW,
    values,
    sources: Object.fromEntries(
      Object.entries(situation)
        .filter(([, change]) => change === 'failing')
        .map(([of]) => [
          refOfName(of),
          {
            error: {
              kind: 'timed-out' as const,
              message: 'It did not answer.',
            },
          },
        ]),
    ),
  });
  return check.appliesTo(entity, context) ? check.evaluate(context) : undefined;
}

export const rds = (
  of: string,
  value: ReturnType<typeof instance>,
): Situation => ({
  [of]: { 'aws.rds.instance': value },
});
export const dns = (...members: Parameters<typeof records>): Situation => ({
  dns: { 'aws.route53.records': records(...members) },
});
export const checksOfDns = (change: object): Situation => ({
  dns: { 'aws.route53.healthChecks': healthCheck({ ...change }) },
});
export const drilled = (change: object): Situation => ({
  ci: { 'delivery.jenkins.drill': drill({ ...change }) },
});
