/** One resource that the API serves. */
export interface ResourceType {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  namespaced: boolean;
  categories: string[];
  /** Of `status`, `scale`, `log`, `eviction`. */
  subresources: string[];
  /** Computed when asked instead of stored (metrics, leases); only get and list. */
  computed?: boolean;
  custom?: CustomResource;
}

/** What a CustomResourceDefinition says of its resource. */
export interface CustomResource {
  columns: {
    name: string;
    type: string;
    jsonPath: string;
    priority?: number;
  }[];
}

/** `deployments.apps`, or `pods` in the core group: Kubernetes' GroupResource. */
export function resourceName(type: { plural: string; group: string }): string {
  return type.group ? `${type.plural}.${type.group}` : type.plural;
}

export function apiVersionOf(type: { group: string; version: string }): string {
  return type.group ? `${type.group}/${type.version}` : type.version;
}

function served(
  apiVersion: string,
  kind: string,
  plural: string,
  options: {
    short?: string[];
    cluster?: boolean;
    all?: boolean;
    sub?: string[];
    computed?: boolean;
  } = {},
): ResourceType {
  const [group, version] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['', apiVersion];
  return {
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: options.short ?? [],
    namespaced: !options.cluster,
    categories: options.all ? ['all'] : [],
    subresources: options.sub ?? [],
    computed: options.computed,
  };
}

const WORKLOAD = { all: true, sub: ['status', 'scale'] };

export const BUILT_IN_TYPES: ResourceType[] = [
  served('v1', 'ConfigMap', 'configmaps', { short: ['cm'] }),
  served('v1', 'Endpoints', 'endpoints', { short: ['ep'] }),
  served('v1', 'Event', 'events', { short: ['ev'] }),
  served('v1', 'LimitRange', 'limitranges', { short: ['limits'] }),
  served('v1', 'Namespace', 'namespaces', {
    short: ['ns'],
    cluster: true,
    sub: ['status'],
  }),
  served('v1', 'Node', 'nodes', {
    short: ['no'],
    cluster: true,
    sub: ['status'],
  }),
  served('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', {
    short: ['pvc'],
    sub: ['status'],
  }),
  served('v1', 'PersistentVolume', 'persistentvolumes', {
    short: ['pv'],
    cluster: true,
    sub: ['status'],
  }),
  served('v1', 'Pod', 'pods', {
    short: ['po'],
    all: true,
    sub: ['status', 'log', 'eviction'],
  }),
  served('v1', 'ResourceQuota', 'resourcequotas', {
    short: ['quota'],
    sub: ['status'],
  }),
  served('v1', 'Secret', 'secrets'),
  served('v1', 'ServiceAccount', 'serviceaccounts', { short: ['sa'] }),
  served('v1', 'Service', 'services', {
    short: ['svc'],
    all: true,
    sub: ['status'],
  }),
  served('apps/v1', 'DaemonSet', 'daemonsets', {
    short: ['ds'],
    all: true,
    sub: ['status'],
  }),
  served('apps/v1', 'Deployment', 'deployments', {
    short: ['deploy'],
    ...WORKLOAD,
  }),
  served('apps/v1', 'ReplicaSet', 'replicasets', {
    short: ['rs'],
    ...WORKLOAD,
  }),
  served('apps/v1', 'StatefulSet', 'statefulsets', {
    short: ['sts'],
    ...WORKLOAD,
  }),
  served('apps/v1', 'ControllerRevision', 'controllerrevisions'),
  served('batch/v1', 'CronJob', 'cronjobs', {
    short: ['cj'],
    all: true,
    sub: ['status'],
  }),
  served('batch/v1', 'Job', 'jobs', { all: true, sub: ['status'] }),
  served(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
    {
      short: ['hpa'],
      all: true,
      sub: ['status'],
    },
  ),
  served('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', {
    short: ['pdb'],
    sub: ['status'],
  }),
  served('networking.k8s.io/v1', 'Ingress', 'ingresses', {
    short: ['ing'],
    sub: ['status'],
  }),
  served('networking.k8s.io/v1', 'IngressClass', 'ingressclasses', {
    cluster: true,
  }),
  served('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', {
    short: ['netpol'],
  }),
  served('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices'),
  served('coordination.k8s.io/v1', 'Lease', 'leases', { computed: true }),
  served('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', {
    cluster: true,
  }),
  served(
    'rbac.authorization.k8s.io/v1',
    'ClusterRoleBinding',
    'clusterrolebindings',
    { cluster: true },
  ),
  served('rbac.authorization.k8s.io/v1', 'Role', 'roles'),
  served('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings'),
  served('storage.k8s.io/v1', 'StorageClass', 'storageclasses', {
    short: ['sc'],
    cluster: true,
  }),
  served('scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', {
    short: ['pc'],
    cluster: true,
  }),
  served(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    { short: ['crd', 'crds'], cluster: true, sub: ['status'] },
  ),
  served('metrics.k8s.io/v1beta1', 'NodeMetrics', 'nodes', {
    cluster: true,
    computed: true,
  }),
  served('metrics.k8s.io/v1beta1', 'PodMetrics', 'pods', { computed: true }),
];

/** The resources of one cluster: built in, and those its CRDs define. */
export class ResourceTypes {
  readonly #types = new Map<string, ResourceType>();

  constructor() {
    for (const type of BUILT_IN_TYPES) {
      this.#types.set(resourceName(type), type);
    }
  }

  all(): ResourceType[] {
    return [...this.#types.values()];
  }

  /** By GroupResource, for example `deployments.apps`. */
  get(name: string): ResourceType | undefined {
    return this.#types.get(name);
  }

  find(group: string, version: string, plural: string) {
    const type = this.#types.get(resourceName({ group, plural }));
    return type?.version === version ? type : undefined;
  }

  byKind(apiVersion: string, kind: string): ResourceType | undefined {
    return this.all().find(
      type => type.kind === kind && apiVersionOf(type) === apiVersion,
    );
  }

  /** Serves the storage version of a CRD. */
  define(crd: { spec: any }): void {
    const { group, names, scope, versions } = crd.spec;
    const version =
      versions.find((candidate: any) => candidate.storage) ?? versions[0];
    const type: ResourceType = {
      group,
      version: version.name,
      kind: names.kind,
      plural: names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      shortNames: names.shortNames ?? [],
      namespaced: scope === 'Namespaced',
      categories: names.categories ?? [],
      subresources: Object.keys(version.subresources ?? {}),
      custom: { columns: version.additionalPrinterColumns ?? [] },
    };
    this.#types.set(resourceName(type), type);
  }

  forget(crd: { spec: any }): void {
    const name = resourceName({
      group: crd.spec.group,
      plural: crd.spec.names.plural,
    });
    if (this.#types.get(name)?.custom) {
      this.#types.delete(name);
    }
  }
}
