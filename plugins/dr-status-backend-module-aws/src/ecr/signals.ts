/** Name and shape of what the ECR source reports on registries. */

export const ECR_REGISTRY = 'aws.ecr.registry';

export type EcrImage = {
  digest: string;
  tags: string[];
  /** How its copies fare, of the newest images only; null where it was not asked. */
  replication: Array<{
    region: string;
    status: string;
    failureCode: string | null;
  }> | null;
  /** Null where it was never scanned; without `counted` the figures say nothing. */
  scan: {
    status: string;
    counted: boolean;
    critical: number;
    high: number;
  } | null;
};

export type EcrRepository =
  | { name: string; missing: true }
  | {
      name: string;
      missing: false;
      /** Those with a tag first, and the newest of them first. */
      images: EcrImage[];
      /** There are older ones than these. */
      more: boolean;
    };

export type EcrRegistry = {
  region: string;
  registryId: string;
  /** Replication of images that are pushed from now on. */
  rules: Array<{
    regions: string[];
    /** Beginnings of repository names; empty for all repositories. */
    prefixes: string[];
  }>;
  repositories: EcrRepository[];
};
