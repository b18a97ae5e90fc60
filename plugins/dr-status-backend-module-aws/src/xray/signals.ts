/** Name and shape of what the X-Ray source reports. */

export const XRAY_SERVICES = 'aws.xray.services';

export type XrayServices = {
  region: string;
  /** Length of the time that is counted, up to the moment of the reading. */
  windowSeconds: number;
  /** Services with traces in that time, by requests; clients are left out. */
  services: Array<{
    name: string;
    type: string;
    requests: number;
    /** Answers 5xx. */
    faults: number;
    /** Answers 4xx. */
    errors: number;
    /** Total time of the answers by their number; null where it is not said. */
    meanSeconds: number | null;
  }>;
};
