import type { ClusterState } from '../ClusterState';
import { User, isAllowed, rulesFor } from './authorizer';
import { REVIEWS } from './discovery';

/** Answers a review posted to `path`; undefined when the path is none. */
export function review(
  cluster: ClusterState,
  user: User,
  path: string,
  body: any,
): object | undefined {
  const asked = REVIEWS.find(
    ({ group, version, plural }) =>
      path === `/apis/${group}/${version}/${plural}`,
  );
  if (!asked) {
    return undefined;
  }
  const base = {
    kind: asked.kind,
    apiVersion: `${asked.group}/${asked.version}`,
    metadata: { creationTimestamp: null },
    spec: body?.spec ?? {},
  };
  switch (asked.kind) {
    case 'SelfSubjectAccessReview': {
      const { resourceAttributes: resource, nonResourceAttributes: other } =
        base.spec;
      const allowed = isAllowed(
        cluster.store,
        user,
        other ? { verb: other.verb, path: other.path } : { ...resource },
      );
      return {
        ...base,
        status: {
          allowed,
          reason: allowed ? 'RBAC: allowed by a bound role' : '',
        },
      };
    }
    case 'SelfSubjectRulesReview': {
      const rules = user.groups.includes('system:masters')
        ? [
            { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
            { verbs: ['*'], nonResourceURLs: ['*'] },
          ]
        : rulesFor(cluster.store, user, base.spec.namespace);
      return {
        ...base,
        status: {
          resourceRules: rules.filter(rule => rule.resources),
          nonResourceRules: rules.filter(rule => rule.nonResourceURLs),
          incomplete: false,
        },
      };
    }
    default:
      return {
        ...base,
        spec: undefined,
        status: { userInfo: { username: user.name, groups: user.groups } },
      };
  }
}
