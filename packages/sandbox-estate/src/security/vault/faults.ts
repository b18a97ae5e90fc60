import type { FaultDefinition } from '../../part';
import { VaultEstate } from './VaultEstate';

export const vaultFaults = (estate: VaultEstate): FaultDefinition[] => [
  {
    id: 'seal-vault',
    title: 'Seal a Vault node',
    description:
      'The node forgets its key and gives no secret; when it was the active one, another takes over.',
    targets: () => VaultEstate.nodes,
    async inject(name) {
      estate.seal(name!, true);
      return async () => estate.seal(name!, false);
    },
  },
  {
    id: 'seal-all-vault-nodes',
    title: 'Seal all Vault nodes',
    description: 'No node can be the active one: nobody gets a secret.',
    targets: () => [],
    async inject() {
      for (const name of VaultEstate.nodes) estate.seal(name, true);
      return async () => {
        for (const name of VaultEstate.nodes) estate.seal(name, false);
      };
    },
  },
  {
    id: 'stop-vault',
    title: 'Stop a Vault node',
    description:
      'The node refuses connections; when it was the active one, another takes over.',
    targets: () => VaultEstate.nodes,
    async inject(name) {
      await estate.setRunning(name!, false);
      return () => estate.setRunning(name!, true);
    },
  },
  {
    id: 'stop-vault-replication',
    title: 'Stop the replication of Vault',
    description:
      'The disaster recovery secondary hears of its primary no more, and is idle.',
    targets: () => [],
    async inject() {
      estate.setTrouble('stopped');
      return async () => estate.setTrouble();
    },
  },
  {
    id: 'delay-vault-replication',
    title: 'Let the secondary of Vault fall behind',
    description:
      'The secondary has missed changes that its primary no longer keeps, and compares everything (merkle-sync).',
    targets: () => [],
    async inject() {
      estate.setTrouble('catching-up');
      return async () => estate.setTrouble();
    },
  },
];
