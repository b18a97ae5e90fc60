import { createPermission } from '@backstage/plugin-permission-common';

/** Read what is found of the estate against what is declared. @public */
export const hybridInfraDriftReadPermission = createPermission({
  name: 'hybrid-infra.drift.read',
  attributes: { action: 'read' },
});

/** All permissions of hybrid-infra. @public */
export const hybridInfraPermissions = [hybridInfraDriftReadPermission];
