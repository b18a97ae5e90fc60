import {
  readHttpAccess,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { jenkinsChecks } from './checks';
import { JenkinsSource } from './JenkinsSource';

/** A Jenkins controller. */
export const jenkins: SystemKind = {
  id: 'jenkins',
  title: 'Jenkins',
  checks: jenkinsChecks,
  create: (settings, item) =>
    new JenkinsSource(settings, {
      access: readHttpAccess(item, settings.key),
      pipelines: item.getOptionalStringArray('pipelines'),
      drillJob: item.getOptionalString('drillJob'),
      agentsOnDemand: item.getOptionalBoolean('agentsOnDemand') ?? false,
    }),
};
