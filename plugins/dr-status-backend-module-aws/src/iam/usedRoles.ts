import { refOf } from '@twinshore/plugin-dr-status-common';
import type { CheckContext, Reading } from '@twinshore/plugin-dr-status-node';
import { containersOf, dependenciesOf } from '../aws/relations';

/** As Kubernetes sources report it, on the entity of their cluster. */
export const SERVICE_ACCOUNT_ROLES = 'kubernetes.service-account-roles';

interface ServiceAccountRole {
  namespace: string;
  name: string;
  roleArn: string;
}

/** A role that a service account of the cluster takes. */
export interface UsedRole {
  /** Without its path. */
  role: string;
  /** `namespace/name`. */
  serviceAccount: string;
}

/**
 * Roles that the service accounts of the entity's cluster are told to take, as
 * far as a Kubernetes source says so now.
 */
export function usedRoles(
  context: CheckContext,
): { roles: UsedRole[]; reading: Reading } | undefined {
  const { entity } = context;
  const cluster = [
    ...dependenciesOf(context, entity),
    ...containersOf(context, entity),
  ].find(({ spec }) => spec?.type === 'kubernetes-cluster');
  const reading =
    cluster &&
    context.read(
      SERVICE_ACCOUNT_ROLES,
      'Roles of service accounts',
      refOf(cluster),
    );
  const taken = reading?.evidence.value as ServiceAccountRole[] | null;
  return reading?.state === 'fresh' && Array.isArray(taken)
    ? {
        reading,
        roles: taken.map(({ namespace, name, roleArn }) => ({
          role: roleArn.split('/').pop() ?? '',
          serviceAccount: `${namespace}/${name}`,
        })),
      }
    : undefined;
}
