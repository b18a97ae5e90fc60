import type { FaultDefinition } from '../../../part';
import { mark, targetedFault } from '../../targetedFault';
import { SECRET_NAMES, type Vault } from './Vault';

export function secretsManagerFaults(vault: Vault): FaultDefinition[] {
  return [
    targetedFault({
      id: 'fail-secret-replication',
      title: 'A secret is not copied to DR',
      description:
        'The copy in the DR region has failed: the replica’s key refuses.',
      targets: SECRET_NAMES,
      inject: name => mark(vault.replicationFails, name),
    }),
    targetedFault({
      id: 'delay-secret-rotation',
      title: 'A secret is not rotated in time',
      description: 'Its last rotation is ten days later than its rule says.',
      targets: vault.secrets
        .filter(({ rotationDays }) => rotationDays !== undefined)
        .map(({ name }) => name),
      inject: name => mark(vault.rotationOverdue, name),
    }),
    targetedFault({
      id: 'delete-secret',
      title: 'Mark a secret for deletion',
      description: 'It cannot be read in either region any more.',
      targets: SECRET_NAMES,
      inject: name => vault.delete(name),
    }),
  ];
}
