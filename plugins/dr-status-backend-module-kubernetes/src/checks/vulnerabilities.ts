import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  sayDuration,
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import {
  COLLECTIONS,
  VULNERABILITIES,
  type Collections,
  type Vulnerabilities,
} from '../signals';
import { viewCluster } from './collections';
import { annotationOf, clusters, isOfType, nameOf } from './topology';

const RESOURCE = 'vulnerabilityreports.aquasecurity.github.io';
/** `trivy-operator`: the clusters themselves tell what was found in what they run. */
const ANNOTATION_REPORTS = 'twinshore.io/scan-reports';
/** The operator scans anew each day; a report is given a week. */
const REPORT_AGE_SECONDS = 7 * 86_400;

export const runningImagesScanned: Check = {
  id: 'kubernetes.vulnerabilities',
  title: 'No critical finding in what runs',
  description:
    'The Trivy operator’s reports on the images that run, in all clusters that have it: no critical vulnerability, and no report older than a week.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'No critical finding; reports younger than 7 d (else at risk)',
    origin: 'design 7.1',
  },
  signals: [VULNERABILITIES],
  remediation:
    'Rebuild the image on a mended base and release it to all clusters; kubectl get vulnerabilityreports -A -o wide lists the findings.',
  appliesTo: entity =>
    isOfType(entity, 'image-scanner') &&
    annotationOf(entity, ANNOTATION_REPORTS) === 'trivy-operator',
  evaluate(context): CheckOutcome {
    // Where the operator is not installed, nobody promised reports.
    const reporting = clusters(context).filter(cluster => {
      const about = context.read(COLLECTIONS, 'Collections', refOf(cluster));
      return (
        about.state !== 'fresh' ||
        (about.evidence.value as Collections)[RESOURCE] !== 'not-installed'
      );
    });
    if (reporting.length === 0) {
      return {
        verdict: 'unknown',
        reason:
          'What was found in the images that run is unknown: no cluster has reports of the Trivy operator.',
        readings: clusters(context).map(cluster =>
          context.read(COLLECTIONS, 'Collections', refOf(cluster)),
        ),
      };
    }
    return worstOutcome(
      reporting.map((cluster): CheckOutcome => {
        const name = nameOf(cluster);
        const view = viewCluster<Vulnerabilities>(context, cluster, {
          signal: VULNERABILITIES,
          title: `Findings in ${name}`,
          what: `What was found in the images of ${name}`,
          needed: [RESOURCE],
        });
        if ('outcome' in view) {
          return view.outcome;
        }
        const { readings } = view;
        const { reports, unread, critical, high, worst, oldestReportAt } =
          view.value;
        const age = (context.now - Date.parse(oldestReportAt)) / 1000;
        if (reports === 0 || Number.isNaN(age)) {
          return {
            verdict: 'unknown',
            reason: `What was found in the images of ${name} is unknown: there is no report${
              reports > 0 ? ' that says when it was made' : ''
            }.`,
            readings,
          };
        }
        const figures = `${reports} reports of ${name}: ${critical} critical, ${high} high findings`;
        if (critical > 0) {
          return {
            verdict: 'at-risk',
            reason: `${figures}; worst in ${worst[0]?.image ?? 'an image'}.`,
            readings,
          };
        }
        if (unread > 0) {
          return {
            verdict: 'unknown',
            reason: `What was found in the images of ${name} is unknown: ${unread} of ${reports} reports do not say what they found, or when.`,
            readings,
          };
        }
        return age > REPORT_AGE_SECONDS
          ? {
              verdict: 'at-risk',
              reason: `${figures}, the oldest report ${sayDuration(age)} old.`,
              readings,
            }
          : { verdict: 'met', reason: `${figures}.`, readings };
      }),
    );
  },
};
