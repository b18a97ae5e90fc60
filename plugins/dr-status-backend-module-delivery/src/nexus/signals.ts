/** Name and shape of what the Nexus source reports. */

export const NEXUS_STATUS = 'delivery.nexus.status';

export type NexusStatus = {
  /** It serves what it holds. */
  readable: boolean;
  /** It takes new artifacts. */
  writable: boolean;
  /** Its own checks that fail; null when they were not asked, for want of a user. */
  failedChecks: string[] | null;
};
