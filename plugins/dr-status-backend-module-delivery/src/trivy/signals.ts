/** Name and shape of what the Trivy source reports. */

export const TRIVY_SERVER = 'delivery.trivy.server';

export type TrivyServer = {
  version: string | null;
  /** Null when it has no vulnerability database. */
  database: { updatedAt: string; schema: number } | null;
};
