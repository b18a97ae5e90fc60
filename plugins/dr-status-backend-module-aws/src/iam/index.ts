import type { Config } from '@backstage/config';
import type { SourceSettings } from '@twinshore/plugin-dr-status-node';
import type { AwsService } from '../aws/services';
import { IAM_ACTIONS, IamSource, type WatchedIdentities } from './IamSource';
import { narrowTrust, oidcProvider, roleTrust } from './irsa';

function readRoles(
  settings: SourceSettings,
  item: Config,
): WatchedIdentities['roles'] {
  const roles = item.getConfigArray('roles').map((role, index) => {
    const key = `${settings.key}.roles[${index}]`;
    const name = role.getString('name');
    if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
      throw new Error(
        `Invalid value at '${key}.name': "${name}" is no name of a role; give neither its path nor its ARN`,
      );
    }
    const serviceAccount = role.getOptionalString('serviceAccount') ?? null;
    if (serviceAccount !== null && !/^[^/]+\/[^/]+$/.test(serviceAccount)) {
      throw new Error(
        `Invalid value at '${key}.serviceAccount': "${serviceAccount}" is not written as namespace/name`,
      );
    }
    return { name, serviceAccount };
  });
  if (roles.length === 0) {
    throw new Error(
      `Invalid value at '${settings.key}.roles': the roles of the workloads must be named`,
    );
  }
  return roles;
}

/** AWS IAM: roles that the service accounts of one EKS cluster assume (IRSA). */
export const iam: AwsService = {
  id: 'iam',
  title: 'IAM',
  actions: IAM_ACTIONS,
  checks: [oidcProvider, roleTrust, narrowTrust],
  create: (settings, item) =>
    new IamSource(settings, {
      cluster: item.getString('cluster'),
      roles: readRoles(settings, item),
    }),
};
