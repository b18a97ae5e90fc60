import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { readUnits } from '../units/readUnits';
import { f5Checks } from './checks';
import { F5Source } from './F5Source';

/** F5 BIG-IP: a pair of units. */
export const f5: SystemKind = {
  id: 'f5-bigip',
  title: 'F5 BIG-IP',
  checks: f5Checks,
  create: (settings, item) =>
    new F5Source(settings, {
      units: readUnits(settings, item),
      username: item.getString('username'),
      password: item.getString('password'),
      loginProvider: item.getOptionalString('loginProvider') ?? 'tmos',
      pools: item.getOptionalStringArray('pools'),
    }),
};
