import { KubeObject } from '../store/objects';
import type { Column } from './columns';
import {
  conditionOf,
  containerImages,
  containerNames,
  humanDuration,
  joined,
  selectorCell,
  since,
} from './cells';

const NAME: Column = {
  name: 'Name',
  format: 'name',
  value: object => object.metadata.name,
};
const AGE: Column = {
  name: 'Age',
  value: object => since(object.metadata.creationTimestamp),
};
const number = (name: string, value: Column['value']): Column => ({
  name,
  type: 'integer',
  value,
});
const text = (name: string, value: Column['value']): Column => ({
  name,
  value,
});
const wide = (name: string, value: Column['value']): Column => ({
  name,
  wide: true,
  value,
});

const TEMPLATE: Column[] = [
  wide('Containers', object => containerNames(object.spec?.template)),
  wide('Images', object => containerImages(object.spec?.template)),
];
const SELECTOR = wide('Selector', object =>
  selectorCell(object.spec?.selector),
);

/** The word that `kubectl get pods` shows, as the real printer finds it. */
export function podStatusWord(pod: KubeObject): string {
  let word = pod.status?.reason ?? pod.status?.phase ?? 'Unknown';
  for (const container of [
    ...(pod.status?.containerStatuses ?? []),
  ].reverse()) {
    const { waiting, terminated } = container.state ?? {};
    if (waiting?.reason) {
      word = waiting.reason;
    } else if (terminated?.reason) {
      word = terminated.reason;
    }
  }
  if (pod.metadata.deletionTimestamp) {
    return pod.status?.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  }
  return word;
}

function readyContainers(pod: KubeObject): string {
  const statuses = pod.status?.containerStatuses ?? [];
  const ready = statuses.filter((status: any) => status.ready).length;
  return `${ready}/${pod.spec?.containers?.length ?? 0}`;
}

function restarts(pod: KubeObject): number {
  return (pod.status?.containerStatuses ?? []).reduce(
    (sum: number, status: any) => sum + (status.restartCount ?? 0),
    0,
  );
}

function gates(pod: KubeObject): string {
  const all = pod.spec?.readinessGates ?? [];
  const met = all.filter(
    (gate: any) => conditionOf(pod, gate.conditionType)?.status === 'True',
  );
  return all.length > 0 ? `${met.length}/${all.length}` : '<none>';
}

function metricCell(spec: any, current: any): string {
  const target = spec[spec.type.charAt(0).toLowerCase() + spec.type.slice(1)];
  const now =
    current?.[spec.type.charAt(0).toLowerCase() + spec.type.slice(1)]?.current;
  const name = target?.name ?? target?.metric?.name ?? spec.type;
  if (target?.target?.averageUtilization !== undefined) {
    const value = now?.averageUtilization;
    return `${name}: ${value === undefined ? '<unknown>' : `${value}%`}/${
      target.target.averageUtilization
    }%`;
  }
  return `${now?.averageValue ?? now?.value ?? '<unknown>'}/${
    target?.target?.averageValue ?? target?.target?.value
  }`;
}

function hpaTargets(hpa: KubeObject): string {
  const specs = hpa.spec?.metrics ?? [];
  return joined(
    specs.map((spec: any, index: number) =>
      metricCell(spec, hpa.status?.currentMetrics?.[index]),
    ),
  ).replaceAll(',', ', ');
}

function jobStatus(job: KubeObject): string {
  for (const type of ['Complete', 'Failed', 'Suspended']) {
    if (conditionOf(job, type)?.status === 'True') {
      return type;
    }
  }
  return job.metadata.deletionTimestamp ? 'Terminating' : 'Running';
}

function jobDuration(job: KubeObject): string {
  const { startTime, completionTime } = job.status ?? {};
  if (!startTime) {
    return '';
  }
  const end = completionTime ? Date.parse(completionTime) : Date.now();
  return humanDuration(end - Date.parse(startTime));
}

/** Columns of the workload kinds, after Kubernetes' own printers. */
export const WORKLOAD_COLUMNS: Record<string, Column[]> = {
  Pod: [
    NAME,
    text('Ready', readyContainers),
    text('Status', podStatusWord),
    text('Restarts', pod => String(restarts(pod))),
    AGE,
    wide('IP', pod => pod.status?.podIP ?? '<none>'),
    wide('Node', pod => pod.spec?.nodeName ?? '<none>'),
    wide('Nominated Node', pod => pod.status?.nominatedNodeName ?? '<none>'),
    wide('Readiness Gates', gates),
  ],
  Deployment: [
    NAME,
    text(
      'Ready',
      object =>
        `${object.status?.readyReplicas ?? 0}/${object.spec?.replicas ?? 0}`,
    ),
    number('Up-to-date', object => object.status?.updatedReplicas ?? 0),
    number('Available', object => object.status?.availableReplicas ?? 0),
    AGE,
    ...TEMPLATE,
    SELECTOR,
  ],
  ReplicaSet: [
    NAME,
    number('Desired', object => object.spec?.replicas ?? 0),
    number('Current', object => object.status?.replicas ?? 0),
    number('Ready', object => object.status?.readyReplicas ?? 0),
    AGE,
    ...TEMPLATE,
    SELECTOR,
  ],
  StatefulSet: [
    NAME,
    text(
      'Ready',
      object =>
        `${object.status?.readyReplicas ?? 0}/${object.spec?.replicas ?? 0}`,
    ),
    AGE,
    ...TEMPLATE,
  ],
  DaemonSet: [
    NAME,
    number('Desired', object => object.status?.desiredNumberScheduled ?? 0),
    number('Current', object => object.status?.currentNumberScheduled ?? 0),
    number('Ready', object => object.status?.numberReady ?? 0),
    number('Up-to-date', object => object.status?.updatedNumberScheduled ?? 0),
    number('Available', object => object.status?.numberAvailable ?? 0),
    text('Node Selector', object =>
      joined(
        Object.entries(object.spec?.template?.spec?.nodeSelector ?? {}).map(
          ([key, value]) => `${key}=${value}`,
        ),
      ),
    ),
    AGE,
    ...TEMPLATE,
    SELECTOR,
  ],
  Job: [
    NAME,
    text('Status', jobStatus),
    text(
      'Completions',
      job => `${job.status?.succeeded ?? 0}/${job.spec?.completions ?? 1}`,
    ),
    text('Duration', jobDuration),
    AGE,
    ...TEMPLATE,
    SELECTOR,
  ],
  CronJob: [
    NAME,
    text('Schedule', object => object.spec?.schedule),
    text('Timezone', object => object.spec?.timeZone ?? '<none>'),
    text('Suspend', object => (object.spec?.suspend ? 'True' : 'False')),
    number('Active', object => object.status?.active?.length ?? 0),
    text('Last Schedule', object =>
      object.status?.lastScheduleTime
        ? since(object.status.lastScheduleTime)
        : '<none>',
    ),
    AGE,
    wide('Containers', object =>
      containerNames(object.spec?.jobTemplate?.spec?.template),
    ),
    wide('Images', object =>
      containerImages(object.spec?.jobTemplate?.spec?.template),
    ),
  ],
  HorizontalPodAutoscaler: [
    NAME,
    text(
      'Reference',
      object =>
        `${object.spec?.scaleTargetRef?.kind}/${object.spec?.scaleTargetRef?.name}`,
    ),
    text('Targets', hpaTargets),
    text('MinPods', object => String(object.spec?.minReplicas ?? '<unset>')),
    number('MaxPods', object => object.spec?.maxReplicas),
    number('Replicas', object => object.status?.currentReplicas ?? 0),
    AGE,
  ],
  PodDisruptionBudget: [
    NAME,
    text('Min Available', object => String(object.spec?.minAvailable ?? 'N/A')),
    text('Max Unavailable', object =>
      String(object.spec?.maxUnavailable ?? 'N/A'),
    ),
    number(
      'Allowed Disruptions',
      object => object.status?.disruptionsAllowed ?? 0,
    ),
    AGE,
  ],
};
