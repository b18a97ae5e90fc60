import { sameJson } from '../store/sameJson';
import { KubeObject, NewKubeObject } from '../store/objects';
import { ResourceType } from '../store/resourceTypes';
import { invalid } from './errors';
import { labelSelector } from './selectors';

interface Cause {
  field: string;
  message: string;
  reason?: string;
}

const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const RBAC_NAME = /^[^/%]+$/;

const required = (field: string): Cause => ({
  field,
  message: 'Required value',
  reason: 'FieldValueRequired',
});

function containers(spec: any, at: string): Cause[] {
  if (!Array.isArray(spec?.containers) || spec.containers.length === 0) {
    return [required(`${at}.containers`)];
  }
  return spec.containers.flatMap((container: any, index: number) => {
    const here = `${at}.containers[${index}]`;
    return [
      ...(container.name ? [] : [required(`${here}.name`)]),
      ...(container.image ? [] : [required(`${here}.image`)]),
    ];
  });
}

function replicas(spec: any): Cause[] {
  const value = spec.replicas;
  return value !== undefined && !(Number.isInteger(value) && value >= 0)
    ? [
        {
          field: 'spec.replicas',
          message: `Invalid value: ${value}: must be greater than or equal to 0`,
        },
      ]
    : [];
}

function workload(object: NewKubeObject): Cause[] {
  const { spec } = object;
  const labels = spec?.template?.metadata?.labels;
  const causes = [
    ...replicas(spec ?? {}),
    ...containers(spec?.template?.spec, 'spec.template.spec'),
  ];
  if (!spec?.selector) {
    causes.push(required('spec.selector'));
  } else if (!labelSelector(spec.selector)(labels)) {
    causes.push({
      field: 'spec.template.metadata.labels',
      message: `Invalid value: ${JSON.stringify(
        labels ?? {},
      )}: \`selector\` does not match template \`labels\``,
    });
  }
  return causes;
}

const RULES: Record<string, (object: NewKubeObject) => Cause[]> = {
  Pod: object => containers(object.spec, 'spec'),
  Deployment: workload,
  ReplicaSet: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  Job: object => containers(object.spec?.template?.spec, 'spec.template.spec'),
  CronJob: object => (object.spec?.schedule ? [] : [required('spec.schedule')]),
  Service: object =>
    object.spec?.ports?.length ||
    object.spec?.type === 'ExternalName' ||
    object.spec?.clusterIP === 'None'
      ? []
      : [required('spec.ports')],
  HorizontalPodAutoscaler: object => {
    const { scaleTargetRef, minReplicas = 1, maxReplicas } = object.spec ?? {};
    return [
      ...(scaleTargetRef?.name ? [] : [required('spec.scaleTargetRef.name')]),
      ...(maxReplicas >= minReplicas
        ? []
        : [
            {
              field: 'spec.maxReplicas',
              message: `Invalid value: ${maxReplicas}: must be greater than or equal to \`minReplicas\``,
            },
          ]),
    ];
  },
};

const IMMUTABLE: Record<string, string[]> = {
  Deployment: ['selector'],
  ReplicaSet: ['selector'],
  StatefulSet: ['selector', 'serviceName', 'podManagementPolicy'],
  DaemonSet: ['selector'],
  Pod: ['nodeName'],
  Job: ['selector', 'template'],
};

/** Refuses what the real server would refuse, with its words. */
export function validate(
  type: ResourceType,
  object: NewKubeObject,
  previous?: KubeObject,
): void {
  const causes: Cause[] = [];
  const { name } = object.metadata;
  const rule = type.group.startsWith('rbac.') ? RBAC_NAME : SUBDOMAIN;
  if (!name) {
    causes.push({
      field: 'metadata.name',
      message: 'Required value: name or generateName is required',
      reason: 'FieldValueRequired',
    });
  } else if (name.length > 253 || !rule.test(name)) {
    causes.push({
      field: 'metadata.name',
      message: `Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
    });
  }
  if (!type.custom) {
    causes.push(...(RULES[type.kind]?.(object) ?? []));
  }
  for (const field of (previous && IMMUTABLE[type.kind]) || []) {
    const before = previous!.spec[field];
    if (before !== undefined && !sameJson(before, object.spec[field])) {
      causes.push({
        field: `spec.${field}`,
        message: `Invalid value: ${JSON.stringify(
          object.spec[field],
        )}: field is immutable`,
      });
    }
  }
  if (causes.length > 0) {
    throw invalid(type, name ?? '', causes);
  }
}
