import type { FaultDefinition } from '../../../part';
import type { Clock } from '../../clock';
import { mark, targetedFault } from '../../targetedFault';
import { KEY_ALIASES, KEY_PLACES, type KeyRing } from './KeyRing';

const DELETION_DAYS = 30;

export function kmsFaults(keys: KeyRing, clock: Clock): FaultDefinition[] {
  return [
    targetedFault({
      id: 'disable-kms-key',
      title: 'Disable a KMS key',
      description:
        'The key of one region is disabled; related keys of the other region are not.',
      targets: KEY_PLACES,
      inject: place => mark(keys.disabled, place),
    }),
    targetedFault({
      id: 'delete-kms-key',
      title: 'Mark a KMS key for deletion',
      description: 'The key of one region is pending deletion, for 30 days.',
      targets: KEY_PLACES,
      inject: place =>
        keys.scheduleDeletion(place, clock.now() + DELETION_DAYS * 86_400_000),
    }),
    targetedFault({
      id: 'stop-kms-rotation',
      title: 'Turn the rotation of a KMS key off',
      description:
        'KMS gives the key, and the related one of the other region, no new material any more.',
      targets: KEY_ALIASES,
      inject: alias => mark(keys.notRotated, alias),
    }),
  ];
}
