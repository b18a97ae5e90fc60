import type { AwsService } from '../aws/services';
import { readNames } from '../aws/lists';
import { ACM_ACTIONS, AcmSource } from './AcmSource';
import { certificatesValid } from './certificatesValid';
import { sameNames } from './sameNames';

/** AWS Certificate Manager: the certificates of one account and region. */
export const acm: AwsService = {
  id: 'acm',
  title: 'Certificate Manager',
  actions: ACM_ACTIONS,
  checks: [certificatesValid, sameNames],
  create: (settings, item) =>
    new AcmSource(
      settings,
      item.has('domains')
        ? readNames(settings, item, 'domains', 'hosts that users follow')
        : undefined,
    ),
};
