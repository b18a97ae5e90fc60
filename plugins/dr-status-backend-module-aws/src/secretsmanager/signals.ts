/** Name and shape of what the Secrets Manager source reports on secret stores. */

export const SECRETS = 'aws.secretsmanager.secrets';

/** What is known about a secret; its value is never asked for. */
export type Secret = {
  name: string;
  /** Region of the original; null for a secret without copies. */
  primaryRegion: string | null;
  /** Of an original, by region; empty for a copy. */
  replication: Array<{
    region: string;
    status: string;
    message: string | null;
  }>;
  rotation: {
    /** Null where it was never rotated. */
    lastAt: string | null;
    /** The latest moment at which it is to be rotated again. */
    dueAt: string | null;
  } | null;
  /** Set for one that is marked for deletion, which cannot be read any more. */
  deletedAt: string | null;
};

export type Secrets = { region: string; secrets: Secret[] };
