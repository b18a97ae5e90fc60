import { ARGO_CONTROLLER, ARGO_NAMESPACE } from './argo';

/** Who may read for the portal: exactly what its collectors ask for. */
export const PORTAL_USER = 'twinshore-portal';

const RBAC = 'rbac.authorization.k8s.io';

const clusterRole = (name: string, rules: object[]) => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});

export type Subject =
  | { kind: 'User' | 'Group'; name: string }
  | { kind: 'ServiceAccount'; name: string; namespace: string };

export const clusterBinding = (
  name: string,
  role: string,
  subject: Subject,
) => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
  subjects: [
    subject.kind === 'ServiceAccount'
      ? subject
      : { apiGroup: RBAC, ...subject },
  ],
});

const READ = ['get', 'list', 'watch'];

const everythingOf = (apiGroups: string[]) => ({
  apiGroups,
  resources: ['*'],
  verbs: READ,
});

/** Reads everything but secrets, and may ask what it is allowed. */
function portal() {
  return [
    clusterRole('twinshore-reader', [
      {
        apiGroups: [''],
        resources: [
          'configmaps',
          'endpoints',
          'events',
          'limitranges',
          'namespaces',
          'nodes',
          'persistentvolumeclaims',
          'persistentvolumes',
          'pods',
          'pods/log',
          'resourcequotas',
          'serviceaccounts',
          'services',
        ],
        verbs: READ,
      },
      everythingOf([
        'apps',
        'aquasecurity.github.io',
        'argoproj.io',
        'autoscaling',
        'batch',
        'cilium.io',
        'discovery.k8s.io',
        'metrics.k8s.io',
        'networking.k8s.io',
        'policy',
        RBAC,
        'security.istio.io',
      ]),
      { nonResourceURLs: ['/livez', '/readyz', '/version'], verbs: ['get'] },
    ]),
    clusterBinding('twinshore-reader', 'twinshore-reader', {
      kind: 'User',
      name: PORTAL_USER,
    }),
  ];
}

/** What people may do, in all clusters alike (design 6.1). */
function people() {
  return [
    clusterRole('mis-operator', [
      {
        apiGroups: [''],
        resources: ['events', 'nodes', 'pods', 'pods/log', 'services'],
        verbs: READ,
      },
      everythingOf(['apps', 'autoscaling', 'batch', 'networking.k8s.io']),
      {
        apiGroups: ['apps'],
        resources: ['deployments', 'deployments/scale'],
        verbs: ['patch', 'update'],
      },
    ]),
    clusterBinding('mis-operators', 'mis-operator', {
      kind: 'Group',
      name: 'mis-operators',
    }),
    clusterRole('mis-auditor', [everythingOf([RBAC, 'networking.k8s.io'])]),
    clusterBinding('mis-auditors', 'mis-auditor', {
      kind: 'Group',
      name: 'mis-auditors',
    }),
  ];
}

/** Roles and bindings of the whole cluster. */
export function access(): any[] {
  const everything = [
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { nonResourceURLs: ['*'], verbs: ['*'] },
  ];
  return [
    clusterRole('cluster-admin', everything),
    clusterBinding('cluster-admin', 'cluster-admin', {
      kind: 'Group',
      name: 'system:masters',
    }),
    // Argo CD applies whatever Git has, so it may do everything.
    clusterRole(ARGO_CONTROLLER, everything),
    clusterBinding(ARGO_CONTROLLER, ARGO_CONTROLLER, {
      kind: 'ServiceAccount',
      name: ARGO_CONTROLLER,
      namespace: ARGO_NAMESPACE,
    }),
    ...people(),
    ...portal(),
  ];
}
