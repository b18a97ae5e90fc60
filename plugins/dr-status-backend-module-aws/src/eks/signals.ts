/** Names and shapes of what the EKS source reports on clusters. */

export const EKS_CLUSTER = 'aws.eks.cluster';
export const EKS_NODE_GROUPS = 'aws.eks.nodeGroups';

/** What EKS complains about, by its code. */
export type EksIssue = { code: string; message: string };

/** A cluster, or that it is gone although it was there before. */
export type EksCluster =
  | { name: string; region: string; missing: true }
  | {
      name: string;
      region: string;
      missing: false;
      status: string;
      version: string;
      /** Null where EKS does not say whether there are any. */
      issues: EksIssue[] | null;
      /** Null where EKS does not say it of the version. */
      support: {
        status: string;
        standardEndsAt: string | null;
      } | null;
      access: {
        /** `API`, `API_AND_CONFIG_MAP` or `CONFIG_MAP`. */
        authenticationMode: string | null;
        /** Whether it is on; null where EKS does not say it. */
        privateEndpoint: boolean | null;
        publicEndpoint: boolean | null;
        /** Networks that the public endpoint takes requests from. */
        publicCidrs: string[];
      };
    };

export type EksNodeGroup = {
  name: string;
  status: string;
  version: string;
  minSize: number | null;
  maxSize: number | null;
  desiredSize: number | null;
  instanceTypes: string[];
  autoScalingGroups: string[];
  /** Null where EKS does not say whether there are any. */
  issues: EksIssue[] | null;
};
