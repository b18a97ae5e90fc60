/** Name and shape of what the ACM source reports on certificates. */

export const ACM_CERTIFICATES = 'aws.acm.certificates';

export type Certificates = {
  region: string;
  certificates: Certificate[];
};

export type Certificate = {
  /** Last part of the ARN. */
  id: string;
  domain: string;
  /** All names that it is for, the domain among them. */
  names: string[];
  /** `ISSUED`, `EXPIRED`, `PENDING_VALIDATION`, … */
  status: string;
  /** `AMAZON_ISSUED`, `IMPORTED`, `PRIVATE`. */
  type: string;
  /** Null as long as it is not issued. */
  notAfter: string | null;
  /** `ELIGIBLE` or `INELIGIBLE` for renewal by ACM. */
  renewalEligibility: string | null;
  /** `PENDING_AUTO_RENEWAL`, `PENDING_VALIDATION`, `SUCCESS`, `FAILED`; null when none was tried. */
  renewalStatus: string | null;
  /** How many resources use it. */
  usedBy: number;
};
