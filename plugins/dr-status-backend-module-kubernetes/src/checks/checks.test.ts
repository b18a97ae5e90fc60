import type { Entity } from '@backstage/catalog-model';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { Verdict } from '@twinshore/plugin-dr-status-common';
import type { Check } from '@twinshore/plugin-dr-status-node';
import { testCheckContext } from '@twinshore/plugin-dr-status-node/testUtils';
import * as signals from '../signals';
import { siteAutoscalers, workloadAutoscaler } from './autoscalers';
import { controlPlane } from './controlPlane';
import { disruptionBudget } from './disruptionBudget';
import { kubernetesChecks } from './index';
import { ingressRedundant, ingressSupported } from './ingress';
import { nodesReady, zoneNodes } from './nodesReady';
import { workloadAvailable } from './workloadAvailable';
import { zoneSpread } from './zoneSpread';

function entity(
  kind: string,
  name: string,
  type: string,
  resilience: JsonObject,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default', annotations },
    spec: { type, owner: 'group:a', resilience },
  };
}

const CLUSTER = 'resource:default/cluster';
const ANNOTATIONS = {
  'backstage.io/kubernetes-id': 'api',
  'backstage.io/kubernetes-namespace': 'mis',
};
const ZONES = ['za', 'zb', 'zc'];

const ENTITIES: Record<string, Entity> = {
  cluster: entity(
    'Resource',
    'cluster',
    'kubernetes-cluster',
    { site: 'here', zones: ['za', 'zb', 'resource:zc'] },
    { 'backstage.io/kubernetes-cluster': 'k' },
  ),
  api: entity(
    'Component',
    'api',
    'service',
    { site: 'here', role: 'active', sizing: { replicasMin: 8 } },
    { ...ANNOTATIONS, 'backstage.io/kubernetes-cluster': 'k' },
  ),
  unsized: entity(
    'Component',
    'unsized',
    'service',
    { site: 'here' },
    ANNOTATIONS,
  ),
  standby: entity(
    'Component',
    'standby',
    'service',
    { site: 'here', role: 'passive', sizing: { replicasMin: 2 } },
    ANNOTATIONS,
  ),
  zero: entity(
    'Component',
    'zero',
    'service',
    { site: 'here', role: 'passive', sizing: { replicasMin: 0 } },
    ANNOTATIONS,
  ),
  umbrella: entity(
    'Component',
    'umbrella',
    'service',
    { site: 'global' },
    ANNOTATIONS,
  ),
  ingress: entity(
    'Resource',
    'ingress',
    'ingress',
    { site: 'here' },
    ANNOTATIONS,
  ),
  hpa: entity(
    'Resource',
    'hpa',
    'horizontal-pod-autoscaler',
    { site: 'here' },
    { 'backstage.io/kubernetes-namespace': 'mis' },
  ),
  group: entity('Resource', 'group', 'node-group', { site: 'here' }),
  ...Object.fromEntries(
    ZONES.map(zone => [
      zone,
      entity(
        'Resource',
        zone,
        'zone',
        { site: 'here' },
        { 'twinshore.io/zone-label': `label-${zone}` },
      ),
    ]),
  ),
};

const DEPLOYMENT: signals.DeploymentState = {
  namespace: 'mis',
  name: 'api',
  desired: 12,
  available: 12,
  ready: 12,
  updated: 12,
  upToDate: true,
  deadlineExceeded: false,
  images: ['registry/api:1'],
  zones: { 'label-za': 4, 'label-zb': 4, 'label-zc': 4 },
};

const OK = { status: 'True', reason: 'Ok' };
const AUTOSCALER: signals.Autoscaler = {
  namespace: 'mis',
  name: 'api',
  target: 'Deployment/api',
  min: 8,
  max: 12,
  current: 9,
  desired: 9,
  conditions: {
    AbleToScale: OK,
    ScalingActive: OK,
    ScalingLimited: { status: 'False', reason: 'DesiredWithinRange' },
  },
};

const BUDGET: signals.Budget = {
  namespace: 'mis',
  name: 'api',
  currentHealthy: 12,
  desiredHealthy: 10,
  expectedPods: 12,
  disruptionsAllowed: 2,
  upToDate: true,
};

const NODES: signals.Nodes = {
  total: 9,
  ready: 9,
  controlPlane: { total: 3, ready: 3 },
  zones: {
    'label-za': { total: 2, ready: 2 },
    'label-zb': { total: 2, ready: 2 },
    'label-zc': { total: 2, ready: 2 },
  },
  notReady: [],
  withoutZone: 0,
};

interface Situation {
  deployment?: Partial<signals.DeploymentState>;
  workload?: Partial<signals.Workload>;
  nodes?: Partial<signals.Nodes>;
  readyz?: signals.Readyz;
  autoscalers?: signals.Autoscaler[];
  zones?: string[];
  without?: string[];
  failing?: boolean;
}

function judge(check: Check, name: string, situation: Situation = {}) {
  const values: Record<string, JsonValue> = {
    [signals.READYZ]: situation.readyz ?? { ok: true, status: 200, failed: [] },
    [signals.NODES]: { ...NODES, ...situation.nodes },
    [signals.AUTOSCALERS]: situation.autoscalers ?? [AUTOSCALER],
    [signals.workloadSignal('api')]: {
      deployments: [{ ...DEPLOYMENT, ...situation.deployment }],
      autoscalers: [AUTOSCALER],
      budgets: [BUDGET],
      ...situation.workload,
    },
  };
  situation.without?.forEach(signal => delete values[signal]);
  const entities = { ...ENTITIES };
  if (situation.zones) {
    entities.cluster = entity(
      'Resource',
      'cluster',
      'kubernetes-cluster',
      { site: 'here', zones: situation.zones },
      { 'backstage.io/kubernetes-cluster': 'k' },
    );
  }
  const context = testCheckContext({
    entity: entities[name],
    entities: Object.values(entities).filter(e => e !== entities[name]),
    values: { [CLUSTER]: values },
    sources: {
      [CLUSTER]: situation.failing
        ? { error: { kind: 'unauthorized', message: 'The token has expired.' } }
        : {},
    },
  });
  return check.appliesTo(entities[name], context)
    ? check.evaluate(context)
    : undefined;
}

type Row = [string, string, Situation, Verdict, RegExp];
const CANNOT_ASK = (name: string): Row => [
  'the cluster cannot be asked',
  name,
  { failing: true },
  'unknown',
  /The token has expired/,
];

const CASES: Array<[Check, Row[]]> = [
  [
    controlPlane,
    [
      ['all is well', 'cluster', {}, 'met', /3 of 3 control-plane/],
      [
        'it is managed',
        'cluster',
        { nodes: { controlPlane: { total: 0, ready: 0 } } },
        'met',
        /managed/,
      ],
      [
        'one of three is lost',
        'cluster',
        { nodes: { controlPlane: { total: 3, ready: 2 } } },
        'at-risk',
        /2 of 3/,
      ],
      [
        'there is only one',
        'cluster',
        { nodes: { controlPlane: { total: 1, ready: 1 } } },
        'at-risk',
        /at least 3/,
      ],
      [
        'the majority is lost',
        'cluster',
        { nodes: { controlPlane: { total: 4, ready: 2 } } },
        'breached',
        /no majority/,
      ],
      [
        'the API server is not ready',
        'cluster',
        { readyz: { ok: false, status: 500, failed: ['etcd'] } },
        'breached',
        /status 500; failed: etcd/,
      ],
      CANNOT_ASK('cluster'),
    ],
  ],
  [
    nodesReady,
    [
      ['all is well', 'cluster', {}, 'met', /9 of 9 nodes/],
      ['it is a node group', 'group', {}, 'met', /9 of 9 nodes of cluster/],
      [
        'one is not ready',
        'cluster',
        { nodes: { ready: 8, notReady: ['n7'] } },
        'at-risk',
        /8 of 9 .*not ready: n7/,
      ],
      [
        'a zone is lost',
        'cluster',
        {
          nodes: {
            ready: 7,
            zones: { ...NODES.zones, 'label-zb': { total: 2, ready: 0 } },
          },
        },
        'at-risk',
        /no ready node in label-zb, so 2 of 3/,
      ],
      [
        'a declared zone has no nodes at all',
        'cluster',
        { zones: ['za', 'zz'] },
        'breached',
        /no ready node in zz, so 1 of 2/,
      ],
      [
        'nothing is ready',
        'cluster',
        { nodes: { ready: 0 } },
        'breached',
        /0 of 9/,
      ],
      [
        'labels are missing',
        'cluster',
        { nodes: { withoutZone: 2 } },
        'unknown',
        /2 of them lack the label/,
      ],
      CANNOT_ASK('cluster'),
    ],
  ],
  [
    zoneNodes,
    [
      ['all is well', 'zb', {}, 'met', /2 of 2 worker nodes in label-zb/],
      [
        'one is lost',
        'zb',
        { nodes: { zones: { 'label-zb': { total: 2, ready: 1 } } } },
        'at-risk',
        /1 of 2/,
      ],
      ['it is empty', 'zb', { nodes: { zones: {} } }, 'breached', /0 of 0/],
      [
        'labels are missing',
        'zb',
        { nodes: { zones: {}, withoutZone: 3 } },
        'unknown',
        /lack the label/,
      ],
      CANNOT_ASK('zb'),
    ],
  ],
  [
    workloadAvailable,
    [
      ['all is well', 'api', {}, 'met', /12 of 12 replicas.*8 are needed/],
      [
        'the sizing, not the Deployment, counts',
        'api',
        { deployment: { available: 8 } },
        'met',
        /8 of 12/,
      ],
      [
        'there are too few',
        'api',
        { deployment: { available: 7 } },
        'at-risk',
        /7 of 12 .*8 are needed/,
      ],
      [
        'without a sizing the Deployment counts',
        'unsized',
        { deployment: { available: 11 } },
        'at-risk',
        /12 are needed/,
      ],
      [
        'a standby has its own floor',
        'standby',
        { deployment: { desired: 2, available: 2 } },
        'met',
        /2 are needed/,
      ],
      [
        'a standby may be scaled to zero when its sizing says so',
        'zero',
        { deployment: { desired: 0, available: 0 } },
        'met',
        /scaled to zero/,
      ],
      [
        'and not when it does not',
        'standby',
        { deployment: { desired: 0, available: 0 } },
        'breached',
        /0 of 0/,
      ],
      [
        'none is available',
        'api',
        { deployment: { available: 0 } },
        'breached',
        /0 of 12/,
      ],
      [
        'a rollout is stuck',
        'api',
        { deployment: { deadlineExceeded: true, updated: 3 } },
        'at-risk',
        /ProgressDeadlineExceeded.*3 of 12/,
      ],
      [
        'the newest specification was not seen yet',
        'api',
        { deployment: { upToDate: false } },
        'unknown',
        /newest specification/,
      ],
      [
        'the Deployment is gone',
        'api',
        { without: [signals.workloadSignal('api')] },
        'breached',
        /has no Deployment/,
      ],
      [
        'it stands in another namespace',
        'api',
        { deployment: { namespace: 'other' } },
        'breached',
        /namespace mis/,
      ],
      CANNOT_ASK('api'),
    ],
  ],
  [
    zoneSpread,
    [
      ['all is well', 'api', {}, 'met', /12 ready pods in 3 of 3 zones/],
      [
        'the rest could not carry the load',
        'api',
        {
          deployment: {
            zones: { 'label-za': 6, 'label-zb': 3, 'label-zc': 3 },
          },
        },
        'at-risk',
        /6 remain, 8 are needed/,
      ],
      [
        'a zone is empty',
        'api',
        { deployment: { zones: { 'label-za': 9, 'label-zb': 9 } } },
        'at-risk',
        /2 of 3 zones/,
      ],
      [
        'all stand in one',
        'api',
        { deployment: { zones: { 'label-za': 12 } } },
        'breached',
        /in one zone, label-za/,
      ],
      [
        'none is ready',
        'api',
        { deployment: { zones: {} } },
        'breached',
        /no ready pod/,
      ],
      [
        'two replicas of a standby stand in two',
        'standby',
        {
          deployment: { desired: 2, zones: { 'label-za': 1, 'label-zc': 1 } },
        },
        'met',
        /1 remain, 1 are needed/,
      ],
      [
        'a standby with more does not use them all',
        'standby',
        {
          deployment: { desired: 4, zones: { 'label-za': 2, 'label-zc': 2 } },
        },
        'at-risk',
        /2 of 3 zones/,
      ],
      [
        'a standby is scaled to zero',
        'standby',
        { deployment: { desired: 0, zones: {} } },
        'met',
        /nothing to spread/,
      ],
      [
        'the site has one zone',
        'api',
        { zones: ['za'], deployment: { zones: { 'label-za': 12 } } },
        'met',
        /one declared zone/,
      ],
      [
        'nodes do not say where they are',
        'api',
        { deployment: { zones: { '': 3, 'label-za': 9 } } },
        'unknown',
        /3 of its ready pods/,
      ],
      CANNOT_ASK('api'),
    ],
  ],
  [
    workloadAutoscaler,
    [
      ['all is well', 'api', {}, 'met', /9 replicas, between 8 and 12/],
      ...(
        [
          [
            'it cannot scale',
            { AbleToScale: { status: 'False', reason: 'FailedGetScale' } },
            'at-risk',
            /FailedGetScale/,
          ],
          [
            'it has no metrics',
            {
              ScalingActive: {
                status: 'False',
                reason: 'FailedGetResourceMetric',
              },
            },
            'at-risk',
            /FailedGetResourceMetric/,
          ],
          [
            'it is limited below its maximum',
            { ScalingLimited: { status: 'True', reason: 'TooFewReplicas' } },
            'met',
            /scales/,
          ],
        ] as Array<[string, Record<string, signals.Condition>, Verdict, RegExp]>
      ).map(
        ([title, conditions, verdict, reason]): Row => [
          title,
          'api',
          {
            workload: {
              autoscalers: [
                {
                  ...AUTOSCALER,
                  conditions: { ...AUTOSCALER.conditions, ...conditions },
                },
              ],
            },
          },
          verdict,
          reason,
        ],
      ),
      [
        'it is at its maximum and wants more',
        'api',
        {
          workload: {
            autoscalers: [
              {
                ...AUTOSCALER,
                current: 12,
                conditions: {
                  ...AUTOSCALER.conditions,
                  ScalingLimited: { status: 'True', reason: 'TooManyReplicas' },
                },
              },
            ],
          },
        },
        'at-risk',
        /at its maximum/,
      ],
      [
        'it is inactive on a standby that is scaled to zero',
        'standby',
        {
          workload: {
            autoscalers: [
              {
                ...AUTOSCALER,
                current: 0,
                conditions: {
                  ...AUTOSCALER.conditions,
                  ScalingActive: { status: 'False', reason: 'ScalingDisabled' },
                },
              },
            ],
          },
        },
        'met',
        /inactive/,
      ],
      [
        'it is new',
        'api',
        { workload: { autoscalers: [{ ...AUTOSCALER, conditions: {} }] } },
        'unknown',
        /not said yet/,
      ],
      [
        'there is none',
        'api',
        { workload: { autoscalers: [] } },
        'breached',
        /No autoscaler/,
      ],
      CANNOT_ASK('api'),
    ],
  ],
  [
    siteAutoscalers,
    [
      ['all is well', 'hpa', {}, 'met', /All 1 autoscalers .*api 9\/12/],
      [
        'one of two does not work',
        'hpa',
        {
          autoscalers: [
            AUTOSCALER,
            {
              ...AUTOSCALER,
              name: 'spa',
              conditions: {
                ...AUTOSCALER.conditions,
                AbleToScale: { status: 'False', reason: 'X' },
              },
            },
          ],
        },
        'at-risk',
        /spa cannot scale/,
      ],
      [
        'those of other namespaces do not count',
        'hpa',
        { autoscalers: [{ ...AUTOSCALER, namespace: 'other' }] },
        'breached',
        /no autoscaler in namespace mis/,
      ],
      CANNOT_ASK('hpa'),
    ],
  ],
  [
    disruptionBudget,
    [
      ['all is well', 'api', {}, 'met', /12 of 10 needed pods/],
      [
        'it has no slack',
        'api',
        { workload: { budgets: [{ ...BUDGET, disruptionsAllowed: 0 }] } },
        'at-risk',
        /no slack/,
      ],
      [
        'it is not kept',
        'api',
        { workload: { budgets: [{ ...BUDGET, currentHealthy: 9 }] } },
        'at-risk',
        /not kept/,
      ],
      [
        'there is none',
        'api',
        { workload: { budgets: [] } },
        'at-risk',
        /has no disruption budget/,
      ],
      [
        'the standby is scaled to zero',
        'zero',
        {
          deployment: { desired: 0 },
          workload: undefined,
        },
        'met',
        /its budget waits/,
      ],
      [
        'it was just changed',
        'api',
        { workload: { budgets: [{ ...BUDGET, upToDate: false }] } },
        'unknown',
        /newest specification/,
      ],
      CANNOT_ASK('api'),
    ],
  ],
  [
    ingressRedundant,
    [
      ['all is well', 'ingress', {}, 'met', /12 ready replicas in 3 zones/],
      [
        'one is left',
        'ingress',
        { deployment: { ready: 1, zones: { 'label-za': 1 } } },
        'at-risk',
        /1 ready replicas in 1 zones/,
      ],
      [
        'both stand in one of several zones',
        'ingress',
        { deployment: { ready: 2, zones: { 'label-za': 2 } } },
        'at-risk',
        /2 in 2 are needed/,
      ],
      [
        'both stand in the only zone',
        'ingress',
        { zones: ['za'], deployment: { ready: 2, zones: { 'label-za': 2 } } },
        'met',
        /2 in 1 are needed/,
      ],
      [
        'none is ready',
        'ingress',
        { deployment: { ready: 0, zones: {} } },
        'breached',
        /none/,
      ],
      CANNOT_ASK('ingress'),
    ],
  ],
  [
    ingressSupported,
    [
      ['another controller', 'ingress', {}, 'met', /registry\/api:1/],
      [
        'Ingress-NGINX',
        'ingress',
        {
          deployment: {
            images: ['registry.k8s.io/ingress-nginx/controller:v1.12.1'],
          },
        },
        'at-risk',
        /no support since March 2026/,
      ],
      CANNOT_ASK('ingress'),
    ],
  ],
];

describe.each(CASES.map(([check, rows]) => ({ check, rows })))(
  '$check.id',
  ({ check, rows }) => {
    it.each(rows)('%s (%s)', (...[, name, situation, verdict, reason]) => {
      const outcome = judge(check, name, situation);
      expect(outcome).toMatchObject({
        verdict,
        reason: expect.stringMatching(reason),
      });
      const states = outcome!.readings.map(reading => reading.state);
      expect(states.length).toBeGreaterThan(0);
      expect(
        verdict === 'met' ? states.filter(state => state !== 'fresh') : [],
      ).toEqual([]);
    });
  },
);

describe('checks of Kubernetes', () => {
  it('apply where a cluster can be told', () => {
    const applying = (name: string) =>
      kubernetesChecks
        .filter(check => judge(check, name))
        .map(check => check.id.replace('kubernetes.', ''))
        .sort();
    expect(applying('cluster')).toEqual(['control-plane', 'nodes-ready']);
    expect(applying('unsized')).toEqual([
      'disruption-budget',
      'workload-autoscaler',
      'workload-available',
      'zone-spread',
    ]);
    expect(applying('umbrella')).toEqual([]);
  });

  it('are all tried', () => {
    expect(CASES.map(([check]) => check.id).sort()).toEqual(
      kubernetesChecks.map(check => check.id).sort(),
    );
  });
});
