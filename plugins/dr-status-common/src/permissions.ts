import { createPermission } from '@backstage/plugin-permission-common';

/** Read the posture: summary, entities, checks, sources, history. @public */
export const drStatusPostureReadPermission = createPermission({
  name: 'dr-status.posture.read',
  attributes: { action: 'read' },
});

/** Ask a source again at once. @public */
export const drStatusSourceRefreshPermission = createPermission({
  name: 'dr-status.source.refresh',
  attributes: { action: 'update' },
});

/** All permissions of dr-status. @public */
export const drStatusPermissions = [
  drStatusPostureReadPermission,
  drStatusSourceRefreshPermission,
];
