import { readNames } from '../aws/lists';
import type { AwsService } from '../aws/services';
import { kmsCopies } from './kmsCopies';
import { kmsRotation, kmsUsable } from './kmsKeys';
import { KMS_ACTIONS, KmsSource } from './KmsSource';

/** AWS Key Management Service: the keys of one account and region. */
export const kms: AwsService = {
  id: 'kms',
  title: 'KMS',
  actions: KMS_ACTIONS,
  checks: [kmsUsable, kmsCopies, kmsRotation],
  create: (settings, item) =>
    new KmsSource(
      settings,
      readNames(settings, item, 'keys', 'the keys to watch'),
    ),
};
