import {
  readHttpAccess,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { trivyChecks } from './checks';
import { TrivySource } from './TrivySource';

/** A Trivy server, which pipelines send images to. */
export const trivy: SystemKind = {
  id: 'trivy',
  title: 'Trivy',
  checks: trivyChecks,
  create: (settings, item) =>
    new TrivySource(settings, readHttpAccess(item, settings.key)),
};
