/** Name and shape of what the X-Ray source reports. */

export const XRAY_SERVICES = 'aws.xray.services';

export type XrayServices = {
  region: string;
  /** Length of the time that is counted, up to the moment of the reading. */
  windowSeconds: number;
  /** Services with traces in that time, those with most faults first; clients are left out. */
  services: Array<{
    name: string;
    type: string;
    requests: number;
    /** Answers 5xx; null where it is not said. */
    faults: number | null;
    /** Answers 4xx; null where it is not said. */
    errors: number | null;
    /** Total time of the answers by their number; null where it is not said. */
    meanSeconds: number | null;
  }>;
};
