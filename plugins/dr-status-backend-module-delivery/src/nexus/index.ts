import {
  readHttpAccess,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { nexusChecks } from './checks';
import { NexusSource } from './NexusSource';

/** A Nexus Repository. */
export const nexus: SystemKind = {
  id: 'nexus',
  title: 'Nexus',
  checks: nexusChecks,
  create: (settings, item) =>
    new NexusSource(settings, readHttpAccess(item, settings.key)),
};
