/** Name and shape of what the Git source reports. */

export const GIT_REPOSITORIES = 'delivery.git.repositories';

export type GitCopy = {
  name: string;
  /** Commit at the head of the branch; null when there is none or it did not answer. */
  revision: string | null;
  /** When this source first saw that commit there: it is at least as old. */
  seenSince: string | null;
  /** Why it did not answer. */
  cause: string | null;
};

export type GitRepositories = {
  branch: string;
  /** The one that people push to, then its mirrors. */
  copies: GitCopy[];
};
