import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { readUnits } from '../units/units';
import { vaultDrReplication } from './drReplication';
import { vaultUnsealed } from './unsealed';
import { VAULT_GRANT, VaultSource } from './VaultSource';

/** HashiCorp Vault: all nodes of one cluster, and of its disaster recovery secondary. */
export const vault: SystemKind = {
  id: 'vault',
  title: 'Vault',
  checks: [vaultUnsealed, vaultDrReplication],
  create(settings, item) {
    const options = { title: 'Vault', leastPrivilege: VAULT_GRANT };
    const cluster = readUnits(settings, item, 'nodes', options);
    if (cluster.length === 0) {
      throw new Error(
        `Missing required config value at '${settings.key}.nodes': each node of the cluster`,
      );
    }
    return new VaultSource(settings, {
      cluster,
      secondary: readUnits(settings, item, 'drNodes', options),
    });
  },
};
