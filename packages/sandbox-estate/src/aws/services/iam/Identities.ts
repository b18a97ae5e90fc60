import { REGIONS } from '../../../model';
import { AWS_SITES, type AwsSite } from '../../sites';
import { clusterName } from '../eks/Clusters';
import { oidcIssuer } from '../eks/describe';

/** Roles of the workloads, by the service account that assumes each. */
export const ROLES = {
  'mis-external-sinks': 'mis:external-sinks',
  'mis-fastapi-backend': 'mis:fastapi-backend',
} as const;
export type RoleName = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as RoleName[];

/** Issuer of the cluster of a site, as policies write it. */
const issuerOf = (site: AwsSite) =>
  oidcIssuer({ name: clusterName(site), region: REGIONS[site] }).replace(
    /^https:\/\//,
    '',
  );

/** Whom the account's roles trust, and which issuers IAM knows. */
export class Identities {
  readonly unregistered = new Set<AwsSite>();
  /** Roles that lack trust in the DR cluster: its issuer was new, and nobody told them. */
  readonly withoutDr = new Set<RoleName>();
  readonly widened = new Set<RoleName>();

  providers(): string[] {
    return AWS_SITES.filter(site => !this.unregistered.has(site)).map(issuerOf);
  }

  trustPolicy(role: RoleName, accountId: string): object {
    const wide = this.widened.has(role);
    return {
      Version: '2012-10-17',
      Statement: AWS_SITES.filter(
        site => site !== 'aws-dr' || !this.withoutDr.has(role),
      ).map(site => {
        const issuer = issuerOf(site);
        return {
          Effect: 'Allow',
          Principal: {
            Federated: `arn:aws:iam::${accountId}:oidc-provider/${issuer}`,
          },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              [`${issuer}:aud`]: 'sts.amazonaws.com',
              ...(!wide && {
                [`${issuer}:sub`]: `system:serviceaccount:${ROLES[role]}`,
              }),
            },
            ...(wide && {
              StringLike: { [`${issuer}:sub`]: 'system:serviceaccount:mis:*' },
            }),
          },
        };
      }),
    };
  }
}
