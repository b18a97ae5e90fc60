import {
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { imagesInUse, RUNNING_IMAGES } from './imagesInUse';
import {
  findImage,
  isRegistry,
  sayImage,
  viewRegistry,
  type ImageName,
} from './registry';
import { ECR_REGISTRY, type EcrRegistry } from './signals';

/** ACTIVE is enhanced scanning, which goes on; COMPLETE is a basic scan that has ended. */
const SCANNED = /^(COMPLETE|ACTIVE)$/;

function judgeFindings(
  wanted: ImageName,
  registry: EcrRegistry,
): Omit<CheckOutcome, 'readings'> {
  const label = sayImage(wanted);
  const found = findImage(registry, wanted);
  if ('absent' in found) {
    return {
      verdict: 'unknown',
      reason: `What a scan finds in ${label} is unknown: it is not among the images that are read in ${registry.region}.`,
    };
  }
  const { scan } = found.image;
  if (!scan || !SCANNED.test(scan.status)) {
    return {
      verdict: 'unknown',
      reason: `What a scan finds in ${label} is unknown: ${
        scan ? `its scan is ${scan.status}` : 'it was never scanned'
      }.`,
    };
  }
  if (!scan.counted) {
    return {
      verdict: 'unknown',
      reason: `What a scan finds in ${label} is unknown: it is ${scan.status}, and ECR gives no findings.`,
    };
  }
  const findings = `${scan.critical} critical and ${scan.high} high findings in ${label}`;
  return scan.critical > 0
    ? { verdict: 'at-risk', reason: `ECR has ${findings}.` }
    : { verdict: 'met', reason: `ECR has ${findings}.` };
}

export const ecrFindings: Check = {
  id: 'aws.ecr.critical-findings',
  title: 'No critical findings in running images',
  description:
    'ECR’s own scan of the images that run from this registry has found nothing critical.',
  gate: false,
  weight: 1,
  threshold: {
    text: 'No critical finding (one is at risk; not scanned is unknown)',
    origin: 'design 7.1',
  },
  signals: [ECR_REGISTRY, RUNNING_IMAGES],
  remediation:
    'Build the image anew on a corrected base and roll it out; turn scan on push on for repositories that are not scanned.',
  appliesTo: isRegistry,
  evaluate(context): CheckOutcome {
    const view = viewRegistry(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const { region } = view.value;
    const inUse = imagesInUse(context, context.entity, view.value);
    const readings = [view.reading, ...inUse.readings];
    if (inUse.images.length === 0) {
      return {
        verdict: 'unknown',
        reason: `What a scan finds is unknown: no image is tagged in ${region}.`,
        readings,
      };
    }
    const worst = worstOutcome(
      inUse.images.map(image => ({
        ...judgeFindings(image, view.value),
        readings,
      })),
    );
    return worst.verdict === 'met'
      ? {
          verdict: 'met',
          reason: `ECR’s scans found nothing critical in the ${
            inUse.images.length
          } images that ${
            inUse.basis === 'running' ? 'run' : 'were pushed last'
          } in ${region}.`,
          readings,
        }
      : worst;
  },
};
