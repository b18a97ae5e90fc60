import type { FaultDefinition } from '../../../part';
import { AWS_SITES } from '../../sites';
import { mark, targetedFault } from '../../targetedFault';
import { ROLE_NAMES, type Identities } from './Identities';

export function iamFaults(identities: Identities): FaultDefinition[] {
  return [
    targetedFault({
      id: 'drop-role-trust',
      title: 'A role no longer trusts the DR cluster',
      description:
        'Its trust policy names the primary cluster’s issuer alone: pods of the DR site get no credentials for it.',
      targets: ROLE_NAMES,
      inject: role => mark(identities.withoutDr, role),
    }),
    targetedFault({
      id: 'widen-role-trust',
      title: 'A role trusts a whole namespace',
      description:
        'Its trust policy lets in every service account of the namespace, by a wildcard.',
      targets: ROLE_NAMES,
      inject: role => mark(identities.widened, role),
    }),
    targetedFault({
      id: 'remove-oidc-provider',
      title: 'IAM forgets a cluster’s issuer',
      description:
        'The OpenID Connect provider of the site’s cluster is deleted: no role can be assumed from there.',
      targets: AWS_SITES,
      inject: site => mark(identities.unregistered, site),
    }),
  ];
}
