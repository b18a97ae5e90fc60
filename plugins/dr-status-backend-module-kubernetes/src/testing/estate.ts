import type { Entity } from '@backstage/catalog-model';
import type { JsonObject, JsonValue } from '@backstage/types';
import { refOf } from '@twinshore/plugin-dr-status-common';
import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  testCheckContext,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import * as signals from '../signals';
import { OPTIONAL_RESOURCES } from '../sources/collections';

export function entity(
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

export const CLUSTER = 'resource:default/cluster';
const TWIN = 'resource:default/twin';
export const NOW = Date.parse('2026-11-23T12:00:00Z');
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
  policies: entity('Resource', 'policies', 'network-policy', { site: 'here' }),
  rbac: entity(
    'Resource',
    'rbac',
    'access-control',
    { site: 'here' },
    { 'twinshore.io/cluster-admins': 'Group:platform, ServiceAccount:cd/c' },
  ),
  mesh: entity('Resource', 'mesh', 'mutual-tls', { site: 'here' }),
  argo: entity('Resource', 'argo', 'gitops', { site: 'here' }),
  rollout: entity('Resource', 'rollout', 'rollout', { site: 'here' }),
  scanner: entity(
    'Resource',
    'scanner',
    'image-scanner',
    { site: 'here' },
    { 'twinshore.io/scan-reports': 'trivy-operator' },
  ),
  whole: entity('Component', 'whole', 'service', { site: 'global' }),
  ...Object.fromEntries(
    ['here', 'there'].map(site => {
      const part = entity(
        'Component',
        `part-${site}`,
        'service',
        { site, sizing: { replicasMin: 8 } },
        { 'backstage.io/kubernetes-id': 'api' },
      );
      return [
        part.metadata.name,
        { ...part, spec: { ...part.spec, subcomponentOf: 'whole' } },
      ];
    }),
  ),
  // The other shore: what fails over to the cluster, and what runs there.
  twin: entity('Resource', 'twin', 'kubernetes-cluster', {
    site: 'there',
    failsOverTo: ['resource:cluster'],
  }),
  'twin-argo': entity('Resource', 'twin-argo', 'gitops', {
    site: 'there',
    role: 'active',
  }),
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

export const DEPLOYMENT: signals.DeploymentState = {
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
export const AUTOSCALER: signals.Autoscaler = {
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

export const BUDGET: signals.Budget = {
  namespace: 'mis',
  name: 'api',
  currentHealthy: 12,
  desiredHealthy: 10,
  expectedPods: 12,
  disruptionsAllowed: 2,
  upToDate: true,
};

export const NODES: signals.Nodes = {
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

export interface Situation {
  deployment?: Partial<signals.DeploymentState>;
  workload?: Partial<signals.Workload>;
  nodes?: Partial<signals.Nodes>;
  readyz?: signals.Readyz;
  autoscalers?: signals.Autoscaler[];
  zones?: string[];
  without?: string[];
  failing?: boolean;
  /** Any signals of the cluster. */
  values?: Record<string, JsonValue>;
  /** States of collections that differ from listed. */
  collections?: signals.Collections;
  /** Signals of the cluster at the other shore. */
  twin?: Record<string, JsonValue>;
  /** Signals of the judged entity itself. */
  own?: Record<string, JsonValue>;
  /** Annotations of the judged entity, besides its own. */
  annotations?: Record<string, string>;
  /** Components that do not run here after all. */
  absent?: string[];
}

const LISTED: signals.Collections = Object.fromEntries(
  OPTIONAL_RESOURCES.map(name => [name, 'listed']),
);

export function judge(check: Check, name: string, situation: Situation = {}) {
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
    [signals.COLLECTIONS]: { ...LISTED, ...situation.collections },
    ...situation.values,
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
  situation.absent?.forEach(each => delete entities[each]);
  if (situation.annotations) {
    const { metadata } = entities[name];
    const annotations = { ...metadata.annotations, ...situation.annotations };
    entities[name] = {
      ...entities[name],
      metadata: { ...metadata, annotations },
    };
  }
  const context = testCheckContext({
    now: NOW,
    entity: entities[name],
    entities: Object.values(entities).filter(e => e !== entities[name]),
    values: {
      [CLUSTER]: values,
      [TWIN]: { [signals.COLLECTIONS]: LISTED, ...situation.twin },
      ...(situation.own && { [refOf(entities[name])]: situation.own }),
    },
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

/** A time so many seconds before the one at which checks are evaluated. */
export const ago = (seconds: number): string =>
  new Date(NOW - seconds * 1000).toISOString();

export type Row = CheckCase<Situation>;

export const CANNOT_ASK = (name: string): Row => [
  'the cluster cannot be asked',
  name,
  { failing: true },
  'unknown',
  /The token has expired/,
];

/** The checks that a file exports. */
export const checksIn = (module: object): Check[] =>
  Object.values(module).filter(
    (each): each is Check => typeof each?.evaluate === 'function',
  );
