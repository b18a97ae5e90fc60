import {
  readHttpAccess,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { sonarqubeChecks } from './checks';
import { SonarqubeSource } from './SonarqubeSource';

/** A SonarQube server. */
export const sonarqube: SystemKind = {
  id: 'sonarqube',
  title: 'SonarQube',
  checks: sonarqubeChecks,
  create: (settings, item) =>
    new SonarqubeSource(settings, {
      access: readHttpAccess(item, settings.key),
      passcode: item.getOptionalString('passcode'),
      projects: item.getOptionalStringArray('projects') ?? [],
    }),
};
