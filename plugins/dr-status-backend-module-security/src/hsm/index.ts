import type { Config } from '@backstage/config';
import type {
  SourceSettings,
  SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { readUnits } from '../units/units';
import { HSM_GRANT, HsmSource } from './HsmSource';
import { Pkcs11Source, type Pkcs11Options } from './Pkcs11Source';
import { hsmUnitsServe } from './unitsServe';

function readPkcs11(
  { key }: SourceSettings,
  item: Config,
): Pkcs11Options | undefined {
  const pkcs11 = item.getOptionalConfig('pkcs11');
  if (!pkcs11) {
    return undefined;
  }
  const tokens = pkcs11.getStringArray('tokens');
  if (tokens.length === 0 || new Set(tokens).size < tokens.length) {
    throw new Error(
      `Invalid value at '${key}.pkcs11.tokens': the label of each token is needed, once`,
    );
  }
  const environment = pkcs11.getOptionalConfig('environment');
  return {
    tokens,
    module: pkcs11.getString('module'),
    tool: pkcs11.getOptionalString('tool') ?? 'pkcs11-tool',
    environment: Object.fromEntries(
      (environment?.keys() ?? []).map(name => [
        name,
        environment!.getString(name),
      ]),
    ),
  };
}

/** Hardware security modules, by PKCS#11 or by the REST interface of the NetHSM. */
export const hsm: SystemKind = {
  id: 'hsm',
  title: 'HSM',
  checks: [hsmUnitsServe],
  create(settings, item) {
    const pkcs11 = readPkcs11(settings, item);
    const units = readUnits(settings, item, 'units', {
      title: 'HSM',
      leastPrivilege: HSM_GRANT,
    });
    if (pkcs11 && units.length > 0) {
      throw new Error(
        `Invalid value at '${settings.key}.pkcs11': give either it or ${settings.key}.units`,
      );
    }
    if (pkcs11) {
      return new Pkcs11Source(settings, pkcs11);
    }
    if (units.length === 0) {
      throw new Error(
        `Missing required config value at '${settings.key}.units': each unit, or ${settings.key}.pkcs11`,
      );
    }
    return new HsmSource(settings, units);
  },
};
