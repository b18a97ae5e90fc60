import {
  readHttpAccess,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { harborChecks } from './checks';
import { HarborSource } from './HarborSource';

/** A Harbor registry. */
export const harbor: SystemKind = {
  id: 'harbor',
  title: 'Harbor',
  checks: harborChecks,
  create: (settings, item) =>
    new HarborSource(settings, {
      access: readHttpAccess(item, settings.key),
      policies: item.getOptionalStringArray('policies'),
    }),
};
