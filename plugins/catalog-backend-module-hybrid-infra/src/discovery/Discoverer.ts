/** A resource as its real system knows it. */
export interface FoundResource {
  /** ARN, or `k8s://<cluster>/<namespace>/<resource>/<name>`. */
  id: string;
  uid?: string;
  /** Other ids of the same thing. */
  aliases?: string[];
  /** Catalog type, for example `aws-rds-instance`. */
  type: string;
  name: string;
  /** The declared entity that it names itself, as written in its tag or label. */
  entity?: string;
  /** `backstage.io/kubernetes-id` and the like, to carry over. */
  annotations?: Record<string, string>;
}

/**
 * One list of one real system, that is read as a whole: the databases of an
 * account and region, the workloads of a cluster. What is read together
 * changes together; a list that fails leaves all others alone.
 */
export interface Discoverer {
  /** Unique and stable: `aws:aws-primary:rds`. */
  id: string;
  title: string;
  site?: string;
  /** Prefixes of the ids of all that would be found here, so that absence says something. */
  covers: string[];
  intervalSeconds: number;
  timeoutSeconds: number;
  /** Owner of what is found. */
  owner: string;
  /** Ids of what is none of the estate's business. */
  ignore: readonly RegExp[];
  /** Grant that it needs. */
  leastPrivilege: string;
  /** @throws when the list could not be read to its end */
  discover(signal: AbortSignal): Promise<FoundResource[]>;
  close(): Promise<void>;
}
