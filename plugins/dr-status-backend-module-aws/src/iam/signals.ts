/** Name and shape of what the IAM source reports on identities of workloads. */

export const IRSA = 'aws.iam.irsa';

/** What a role's trust policy says of one OpenID Connect issuer. */
export type Trust = {
  /** Without `https://`, as policies write it. */
  issuer: string;
  /** Patterns for `sub`; empty where any service account is trusted. */
  subjects: string[];
  /** Values of `aud`; empty where any is taken. */
  audiences: string[];
};

export type IrsaRole = {
  name: string;
  /** `namespace/name` of the service account that assumes it, where configured. */
  serviceAccount: string | null;
  missing: boolean;
  trust: Trust[];
  /** What stands in the policy and is not understood here; null when all is. */
  notUnderstood: string | null;
};

export type Irsa = {
  cluster: string;
  region: string;
  /** Without `https://`; null for a cluster without one. */
  issuer: string | null;
  /** IAM has an OpenID Connect provider for the issuer. */
  registered: boolean;
  roles: IrsaRole[];
};
