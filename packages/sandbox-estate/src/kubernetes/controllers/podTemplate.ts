import { createHash, randomBytes } from 'node:crypto';
import { applyDefaults } from '../api/defaults';
import {
  KubeObject,
  NewKubeObject,
  controllerReference,
} from '../store/objects';

function sorted(value: any): any {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map(key => [key, sorted(value[key])]),
    );
  }
  return value;
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

function letters(bytes: Uint8Array): string {
  return [...bytes].map(byte => LETTERS[byte % LETTERS.length]).join('');
}

/** Tells templates apart, whatever the order of their fields. */
export function templateHash(template: unknown): string {
  const text = JSON.stringify(sorted(template));
  return letters(createHash('sha256').update(text).digest().subarray(0, 9));
}

export function nameSuffix(): string {
  return letters(randomBytes(5));
}

/** A pod as its owner's template asks for it, with the server's defaults. */
export function podFromTemplate(
  owner: KubeObject,
  template: any,
  overrides: { name?: string; labels?: Record<string, string> } = {},
): NewKubeObject {
  return applyDefaults({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: overrides.name ?? `${owner.metadata.name}-${nameSuffix()}`,
      namespace: owner.metadata.namespace,
      ...(!overrides.name && { generateName: `${owner.metadata.name}-` }),
      labels: { ...template.metadata?.labels, ...overrides.labels },
      ...(template.metadata?.annotations && {
        annotations: template.metadata.annotations,
      }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: structuredClone(template.spec),
    status: { phase: 'Pending', qosClass: qosClass(template.spec) },
  });
}

/** Kubernetes' quality of service of a pod. */
export function qosClass(spec: any): string {
  const containers: any[] = spec.containers ?? [];
  const declared = containers.some(
    container => container.resources?.requests || container.resources?.limits,
  );
  if (!declared) {
    return 'BestEffort';
  }
  const guaranteed = containers.every(({ resources }) =>
    ['cpu', 'memory'].every(
      name =>
        resources?.limits?.[name] !== undefined &&
        (resources.requests?.[name] ?? resources.limits[name]) ===
          resources.limits[name],
    ),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
