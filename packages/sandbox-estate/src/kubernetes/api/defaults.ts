import { NewKubeObject } from '../store/objects';

function set(target: any, values: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(values)) {
    if (target[key] === undefined) {
      target[key] = value;
    }
  }
}

function pullPolicy(image: string | undefined): string {
  const tag = image?.includes('@')
    ? 'digest'
    : image?.split('/').pop()?.split(':')[1];
  return !tag || tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultContainer(container: any): void {
  set(container, {
    imagePullPolicy: pullPolicy(container.image),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
  });
  const { limits } = container.resources;
  if (limits) {
    container.resources.requests = {
      ...limits,
      ...container.resources.requests,
    };
  }
  for (const port of container.ports ?? []) {
    set(port, { protocol: 'TCP' });
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (container[name]) {
      set(container[name], {
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      });
      if (container[name].httpGet) {
        set(container[name].httpGet, { path: '/', scheme: 'HTTP' });
      }
    }
  }
}

function defaultPodSpec(spec: any): void {
  set(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  for (const container of [
    ...(spec.containers ?? []),
    ...(spec.initContainers ?? []),
  ]) {
    defaultContainer(container);
  }
}

/** What admission adds to a pod: an account and the two default tolerations. */
function admitPod(spec: any): void {
  set(spec, {
    serviceAccountName: 'default',
    serviceAccount: spec.serviceAccountName ?? 'default',
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
    tolerations: [],
  });
  for (const key of [
    'node.kubernetes.io/not-ready',
    'node.kubernetes.io/unreachable',
  ]) {
    const tolerated = spec.tolerations.some(
      (toleration: any) =>
        (!toleration.key || toleration.key === key) &&
        (!toleration.effect || toleration.effect === 'NoExecute'),
    );
    if (!tolerated) {
      spec.tolerations.push({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      });
    }
  }
}

function defaultTemplate(spec: any): void {
  if (spec?.template?.spec) {
    defaultPodSpec(spec.template.spec);
  }
}

function defaultJob(spec: any): void {
  set(spec, {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: 'TerminatingOrFailed',
  });
  defaultTemplate(spec);
}

const DEFAULTS: Record<string, (object: any) => void> = {
  Namespace: object => {
    object.spec = { finalizers: ['kubernetes'], ...object.spec };
    object.metadata.labels = {
      ...object.metadata.labels,
      'kubernetes.io/metadata.name': object.metadata.name,
    };
    object.status ??= { phase: 'Active' };
  },
  Pod: ({ spec }) => {
    defaultPodSpec(spec);
    admitPod(spec);
  },
  Deployment: ({ spec }) => {
    set(spec, {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: {},
    });
    set(spec.strategy, { type: 'RollingUpdate' });
    if (spec.strategy.type === 'RollingUpdate') {
      set(spec.strategy, { rollingUpdate: {} });
      set(spec.strategy.rollingUpdate, {
        maxSurge: '25%',
        maxUnavailable: '25%',
      });
    }
    defaultTemplate(spec);
  },
  ReplicaSet: ({ spec }) => {
    set(spec, { replicas: 1 });
    defaultTemplate(spec);
  },
  StatefulSet: ({ spec }) => {
    set(spec, {
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit: 10,
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { partition: 0 },
      },
    });
    defaultTemplate(spec);
  },
  DaemonSet: ({ spec }) => {
    set(spec, {
      revisionHistoryLimit: 10,
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
      },
    });
    defaultTemplate(spec);
  },
  Job: ({ spec }) => defaultJob(spec),
  CronJob: ({ spec }) => {
    set(spec, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
    defaultTemplate(spec.jobTemplate?.spec);
  },
  Service: ({ spec }) => {
    set(spec, {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    });
    for (const port of spec.ports ?? []) {
      set(port, { protocol: 'TCP', targetPort: port.port });
    }
  },
  HorizontalPodAutoscaler: ({ spec }) => {
    set(spec, {
      minReplicas: 1,
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: 80 },
          },
        },
      ],
    });
  },
  NetworkPolicy: ({ spec }) => {
    set(spec, {
      policyTypes: spec.egress ? ['Ingress', 'Egress'] : ['Ingress'],
    });
  },
  Secret: object => set(object, { type: 'Opaque' }),
};

/** Fills what the real server would, so that nothing downstream has to guess. */
export function applyDefaults<T extends NewKubeObject>(object: T): T {
  DEFAULTS[object.kind]?.(object);
  return object;
}
