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

/** Start an assessment in AWS Resilience Hub. @public */
export const drStatusResilienceHubAssessPermission = createPermission({
  name: 'dr-status.resilience-hub.assess',
  attributes: { action: 'create' },
});

/** Send a test event to the people who are woken by alerts. @public */
export const drStatusAlertingTestPermission = createPermission({
  name: 'dr-status.alerting.test',
  attributes: { action: 'create' },
});

/** All permissions of dr-status. @public */
export const drStatusPermissions = [
  drStatusPostureReadPermission,
  drStatusSourceRefreshPermission,
  drStatusResilienceHubAssessPermission,
  drStatusAlertingTestPermission,
];
