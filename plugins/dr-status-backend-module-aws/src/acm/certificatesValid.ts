import {
  judgeReading,
  sayDuration,
  worstFinding,
  type Check,
  type CheckOutcome,
  type Finding,
} from '@twinshore/plugin-dr-status-node';
import { isInAws } from '../aws/placement';
import {
  ACM_CERTIFICATES,
  type Certificate,
  type Certificates,
} from './signals';

const DAY_SECONDS = 86_400;
const WARNING_DAYS = 30;
const DEAD = /^(EXPIRED|REVOKED|FAILED|VALIDATION_TIMED_OUT)$/;
const NOT_YET = /^(PENDING_VALIDATION|INACTIVE)$/;

function judge(certificate: Certificate, now: number): Finding {
  const { domain, status, notAfter, renewalEligibility, renewalStatus } =
    certificate;
  const label = `The certificate for ${domain}`;
  if (DEAD.test(status)) {
    return {
      verdict: 'breached',
      reason: `${label} is ${status.toLowerCase().replaceAll('_', ' ')}.`,
    };
  }
  if (NOT_YET.test(status)) {
    return {
      verdict: 'at-risk',
      reason: `${label} is not issued yet (${status}).`,
    };
  }
  if (status !== 'ISSUED' || notAfter === null) {
    return {
      verdict: 'unknown',
      reason: `${label} has a status that is not understood: ${status}${
        notAfter === null ? ', without an end' : ''
      }.`,
    };
  }
  const left = (Date.parse(notAfter) - now) / 1000;
  if (left <= 0) {
    return {
      verdict: 'breached',
      reason: `${label} expired ${sayDuration(-left)} ago.`,
    };
  }
  const valid = `${label} is valid for ${sayDuration(left)} more`;
  if (renewalStatus === 'FAILED') {
    return {
      verdict: 'at-risk',
      reason: `${valid}, and its renewal has failed.`,
    };
  }
  if (left <= WARNING_DAYS * DAY_SECONDS) {
    return {
      verdict: 'at-risk',
      reason: `${valid}, less than ${WARNING_DAYS} days${
        renewalStatus ? `; renewal: ${renewalStatus}` : ''
      }.`,
    };
  }
  return renewalEligibility === 'INELIGIBLE'
    ? {
        verdict: 'at-risk',
        reason: `${valid}, but ACM will not renew it by itself.`,
      }
    : { verdict: 'met', reason: `${valid}.` };
}

export const certificatesValid: Check = {
  id: 'aws.acm.certificates-valid',
  title: 'Certificates in use are valid',
  description:
    'Certificates are regional: the standby has its own, which nobody looks at until users are sent there. Those that no resource uses are left out.',
  gate: true,
  weight: 3,
  threshold: {
    text: `Issued, more than ${WARNING_DAYS} days left, renewed by ACM (less, imported or a failed renewal is at risk; expired, revoked or none in use is breached)`,
    origin: 'design 3.2, 6.2',
  },
  signals: [ACM_CERTIFICATES],
  remediation:
    'See the renewal’s state in ACM: mostly a CNAME record of the validation is missing. Import anew what was imported.',
  appliesTo: (entity, estate) => isInAws(estate, entity, 'certificate'),
  evaluate: (context): CheckOutcome =>
    judgeReading<Certificates>(
      context,
      ACM_CERTIFICATES,
      'What ACM says',
      ({ region, certificates }) => {
        const used = certificates.filter(({ usedBy }) => usedBy > 0);
        if (used.length === 0) {
          return {
            verdict: 'breached',
            reason: `No certificate of ${region} is in use (of ${certificates.length} there): users of TLS cannot be served there.`,
          };
        }
        const findings = used.map(each => judge(each, context.now));
        return worstFinding(
          findings,
          findings.map(({ reason }) => reason).join(' '),
        );
      },
    ),
};
