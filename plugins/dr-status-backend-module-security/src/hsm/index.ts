import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { readUnits } from '../units/units';
import { HSM_GRANT, HsmSource } from './HsmSource';
import { hsmUnitsServe } from './unitsServe';

/** Hardware security modules on the network. */
export const hsm: SystemKind = {
  id: 'hsm',
  title: 'HSM',
  checks: [hsmUnitsServe],
  create(settings, item) {
    const units = readUnits(settings, item, 'units', {
      title: 'HSM',
      leastPrivilege: HSM_GRANT,
    });
    if (units.length === 0) {
      throw new Error(
        `Missing required config value at '${settings.key}.units': each unit`,
      );
    }
    return new HsmSource(settings, units);
  },
};
