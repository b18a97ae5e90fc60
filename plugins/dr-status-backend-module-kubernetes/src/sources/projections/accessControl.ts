import { createHash } from 'node:crypto';
import type {
  V1ClusterRole,
  V1ClusterRoleBinding,
  V1ServiceAccount,
} from '@kubernetes/client-node';
import type { ServiceAccountRole } from '../../signals';

export interface RoleState {
  name: string;
  /** Everything may be done with everything. */
  wildcard: boolean;
  /** Equal for equal rules. */
  digest: string;
}

const everything = (values?: string[]) => values?.includes('*') ?? false;

export function projectClusterRole(role: V1ClusterRole): RoleState {
  const rules = role.rules ?? [];
  return {
    name: role.metadata?.name ?? '',
    wildcard: rules.some(
      ({ verbs, resources, apiGroups }) =>
        everything(verbs) && everything(resources) && everything(apiGroups),
    ),
    digest: createHash('sha256')
      .update(
        JSON.stringify(
          rules.map(rule => [
            rule.apiGroups,
            rule.resources,
            rule.resourceNames,
            rule.nonResourceURLs,
            rule.verbs,
          ]),
        ),
      )
      .digest('hex')
      .slice(0, 16),
  };
}

export interface BindingState {
  name: string;
  role: string;
  /** `Group:admins`, `User:alice`, `ServiceAccount:namespace/name`. */
  subjects: string[];
}

export function projectClusterRoleBinding(
  binding: V1ClusterRoleBinding,
): BindingState {
  return {
    name: binding.metadata?.name ?? '',
    role: binding.roleRef?.name ?? '',
    subjects: (binding.subjects ?? [])
      .map(({ kind, name, namespace }) =>
        kind === 'ServiceAccount'
          ? `${kind}:${namespace ?? ''}/${name}`
          : `${kind}:${name}`,
      )
      .sort(),
  };
}

const ROLE_ARN = 'eks.amazonaws.com/role-arn';

/** Only service accounts that take a role of AWS. */
export function projectServiceAccount(
  account: V1ServiceAccount,
): ServiceAccountRole | undefined {
  const roleArn = account.metadata?.annotations?.[ROLE_ARN];
  return roleArn === undefined
    ? undefined
    : {
        namespace: account.metadata?.namespace ?? '',
        name: account.metadata?.name ?? '',
        roleArn,
      };
}
