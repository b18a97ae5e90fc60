import { KubeObject } from '../store/objects';
import { badRequest } from './errors';

export type Matcher = (object: KubeObject) => boolean;

interface Requirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  values: string[];
}

function meets(labels: Record<string, string>, need: Requirement): boolean {
  const value = labels[need.key];
  switch (need.operator) {
    case 'In':
      return value !== undefined && need.values.includes(value);
    case 'NotIn':
      return value === undefined || !need.values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(need.values[0]);
    default:
      return value !== undefined && Number(value) < Number(need.values[0]);
  }
}

const SET_BASED = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/;
const EQUALITY = /^([^\s!=<>]+)\s*(==|=|!=|>|<)\s*([^\s!=<>]*)$/;
const PRESENCE = /^(!?)\s*([A-Za-z0-9][\w./-]*)$/;

function requirement(text: string): Requirement {
  const set = SET_BASED.exec(text);
  if (set) {
    return {
      key: set[1],
      operator: set[2] === 'in' ? 'In' : 'NotIn',
      values: set[3].split(',').map(value => value.trim()),
    };
  }
  const equality = EQUALITY.exec(text);
  if (equality) {
    const operators = { '!=': 'NotIn', '>': 'Gt', '<': 'Lt' } as const;
    return {
      key: equality[1],
      operator: operators[equality[2] as '!='] ?? 'In',
      values: [equality[3]],
    };
  }
  const presence = PRESENCE.exec(text);
  if (presence) {
    return {
      key: presence[2],
      operator: presence[1] ? 'DoesNotExist' : 'Exists',
      values: [],
    };
  }
  throw badRequest(
    `unable to parse requirement: found '${text}', expected a label selector`,
  );
}

/** The `labelSelector` query parameter. */
export function parseLabelSelector(text: string): Matcher {
  const needs = text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(Boolean)
    .map(requirement);
  return object =>
    needs.every(need => meets(object.metadata.labels ?? {}, need));
}

/** A `LabelSelector` of a spec; an empty one matches everything, none nothing. */
export function labelSelector(selector?: {
  matchLabels?: Record<string, string>;
  matchExpressions?: any[];
}): (labels: Record<string, string> | undefined) => boolean {
  if (!selector) {
    return () => false;
  }
  const needs: Requirement[] = [
    ...Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]): Requirement => ({ key, operator: 'In', values: [value] }),
    ),
    ...(selector.matchExpressions ?? []).map(
      ({ key, operator, values }): Requirement => ({
        key,
        operator,
        values: values ?? [],
      }),
    ),
  ];
  return labels => needs.every(need => meets(labels ?? {}, need));
}

/** A `LabelSelector` written as the query parameter, for scale status. */
export function selectorText(selector: any): string {
  const labels = selector?.matchLabels ?? selector ?? {};
  return Object.entries(labels)
    .filter(([, value]) => typeof value === 'string')
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** Resources whose fields, beyond name and namespace, can be selected on. */
const FIELDS: Record<string, string[]> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
  ReplicaSet: ['status.replicas'],
  Job: ['status.successful'],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

function fieldValue(object: KubeObject, path: string): string {
  if (path === 'source' && object.kind === 'Event') {
    return object.source?.component ?? '';
  }
  let value: any = object;
  for (const step of path.split('.')) {
    value = value?.[step];
  }
  if (path === 'spec.unschedulable') {
    return String(value ?? false);
  }
  return value === undefined || value === null ? '' : String(value);
}

/** The `fieldSelector` query parameter for one kind. */
export function parseFieldSelector(text: string, kind: string): Matcher {
  const needs = text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
    .map(part => {
      const match = /^([^=!]+?)\s*(==|=|!=)\s*(.*)$/.exec(part);
      if (!match) {
        throw badRequest(`invalid field selector: "${part}"`);
      }
      const [, path, operator, value] = match;
      const known = ['metadata.name', 'metadata.namespace'];
      if (![...known, ...(FIELDS[kind] ?? [])].includes(path)) {
        throw badRequest(`field label not supported: ${path}`);
      }
      return { path, equal: operator !== '!=', value };
    });
  return object =>
    needs.every(
      need => (fieldValue(object, need.path) === need.value) === need.equal,
    );
}
