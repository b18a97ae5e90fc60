import { ObjectStore } from '../store/ObjectStore';

export interface User {
  name: string;
  groups: string[];
}

export interface AccessRequest {
  verb: string;
  group?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  /** For paths that are no resources, such as `/readyz`. */
  path?: string;
}

const covers = (values: string[] | undefined, wanted: string) =>
  values?.some(value => value === '*' || value === wanted) ?? false;

function allows(rule: any, request: AccessRequest): boolean {
  if (!covers(rule.verbs, request.verb)) {
    return false;
  }
  if (request.path !== undefined) {
    return (rule.nonResourceURLs ?? []).some(
      (pattern: string) =>
        pattern === request.path ||
        (pattern.endsWith('*') &&
          request.path!.startsWith(pattern.slice(0, -1))),
    );
  }
  const resource = request.subresource
    ? `${request.resource}/${request.subresource}`
    : request.resource!;
  return (
    covers(rule.apiGroups, request.group ?? '') &&
    covers(rule.resources, resource) &&
    (!rule.resourceNames?.length ||
      rule.resourceNames.includes(request.name ?? ''))
  );
}

function names(subject: any, user: User): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === user.name;
    case 'Group':
      return user.groups.includes(subject.name);
    default:
      return (
        user.name ===
        `system:serviceaccount:${subject.namespace}:${subject.name}`
      );
  }
}

/** The RBAC rules that hold for a user, in one namespace or cluster-wide. */
export function rulesFor(
  store: ObjectStore,
  user: User,
  namespace?: string,
): any[] {
  const bindings = [
    ...store.list('clusterrolebindings.rbac.authorization.k8s.io'),
    ...(namespace
      ? store.list('rolebindings.rbac.authorization.k8s.io', namespace)
      : []),
  ].filter(binding =>
    binding.subjects?.some((subject: any) => names(subject, user)),
  );
  return bindings.flatMap(binding => {
    const role =
      binding.roleRef.kind === 'ClusterRole'
        ? store.get(
            'clusterroles.rbac.authorization.k8s.io',
            undefined,
            binding.roleRef.name,
          )
        : store.get(
            'roles.rbac.authorization.k8s.io',
            binding.metadata.namespace,
            binding.roleRef.name,
          );
    return role?.rules ?? [];
  });
}

/** Decides by the RBAC objects of the cluster, as the real server does. */
export function isAllowed(
  store: ObjectStore,
  user: User,
  request: AccessRequest,
): boolean {
  return (
    user.groups.includes('system:masters') ||
    rulesFor(store, user, request.namespace).some(rule => allows(rule, request))
  );
}
