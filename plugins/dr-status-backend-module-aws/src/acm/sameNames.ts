import { refOf } from '@twinshore/plugin-dr-status-common';
import type { Check, CheckOutcome } from '@twinshore/plugin-dr-status-node';
import { isInAws, nameOf } from '../aws/placement';
import { failingOverTo } from '../aws/relations';
import { listed, viewSignal } from '../aws/viewSignal';
import { isFor } from './AcmSource';
import { ACM_CERTIFICATES, type Certificates } from './signals';

const usedNames = ({ certificates }: Certificates) => [
  ...new Set(
    certificates
      .filter(({ usedBy }) => usedBy > 0)
      .flatMap(({ names }) => names),
  ),
];

export const sameNames: Check = {
  id: 'aws.acm.same-names',
  title: 'Standby has certificates for all names',
  description:
    'Every name that a certificate in use at the active site is for has one in use at the site that takes over: else browsers refuse it after the fail-over.',
  // Not a gate: it cannot be told any more when the active site is lost.
  gate: false,
  weight: 3,
  threshold: {
    text: 'Every name of the active site is covered by a certificate in use here',
    origin: 'design 3.2, 7.3 (exact replica)',
  },
  signals: [ACM_CERTIFICATES],
  remediation:
    'Request a certificate with the missing names in this region, and attach it to the load balancer.',
  appliesTo: (entity, estate) =>
    isInAws(estate, entity, 'certificate') &&
    failingOverTo(estate, entity).some(other =>
      isInAws(estate, other, 'certificate'),
    ),
  evaluate(context): CheckOutcome {
    const here = viewSignal<Certificates>(
      context,
      ACM_CERTIFICATES,
      'What ACM says',
    );
    if ('outcome' in here) {
      return here.outcome;
    }
    const names = usedNames(here.value);
    const readings = [here.reading];
    const wanted: string[] = [];
    for (const active of failingOverTo(context, context.entity).filter(other =>
      isInAws(context, other, 'certificate'),
    )) {
      const there = viewSignal<Certificates>(
        context,
        ACM_CERTIFICATES,
        'What ACM says',
        refOf(active),
      );
      if ('outcome' in there) {
        return {
          ...there.outcome,
          readings: [...readings, ...there.outcome.readings],
        };
      }
      readings.push(there.reading);
      wanted.push(...usedNames(there.value));
    }
    if (wanted.length === 0) {
      return {
        verdict: 'unknown',
        reason:
          'The active site uses no certificate with which this one could be compared.',
        readings,
      };
    }
    const missing = wanted.filter(
      host => !names.some(name => isFor(name, host)),
    );
    return missing.length > 0
      ? {
          verdict: 'breached',
          reason: `${nameOf(
            context.entity,
          )} has no certificate in use for ${listed(missing)}.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `There is a certificate in use for all ${
            new Set(wanted).size
          } names of the active site: ${listed([...new Set(wanted)])}.`,
          readings,
        };
  },
};
