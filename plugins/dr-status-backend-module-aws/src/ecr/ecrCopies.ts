import { refOf } from '@twinshore/plugin-dr-status-common';
import {
  unknownOutcome,
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { copiesOf, originalsOf, regionOf } from '../aws/placement';
import { listed } from '../aws/viewSignal';
import { imagesInUse, RUNNING_IMAGES } from './imagesInUse';
import {
  findImage,
  isRegistry,
  sayImage,
  viewRegistry,
  type ImageName,
} from './registry';
import { ECR_REGISTRY, type EcrRegistry } from './signals';

type Judged = Omit<CheckOutcome, 'readings'>;

export const ecrReplicationRule: Check = {
  id: 'aws.ecr.replication-rule',
  title: 'Images copied to DR by rule',
  description:
    'The registry copies whatever is pushed to each watched repository to the region that takes over. Images that were pushed before the rule are not copied.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'A rule to the DR region for each watched repository (none is breached)',
    origin: 'design 7.1, 7.3',
  },
  signals: [ECR_REGISTRY],
  remediation:
    'Add the region to the registry’s replication configuration, with prefixes that cover the repository. Push once more what was pushed before.',
  appliesTo: (entity, estate) =>
    isRegistry(entity, estate) &&
    copiesOf(estate, entity).some(copy => isRegistry(copy, estate)),
  evaluate(context): CheckOutcome {
    const view = viewRegistry(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    const { rules, repositories, region } = view.value;
    const copies = copiesOf(context, context.entity).filter(copy =>
      isRegistry(copy, context),
    );
    return worstOutcome(
      copies.map((copy): CheckOutcome => {
        const to = regionOf(context, copy) ?? '';
        const applying = rules.filter(({ regions }) => regions.includes(to));
        const left = repositories
          .map(({ name }) => name)
          .filter(
            name =>
              !applying.some(
                ({ prefixes }) =>
                  prefixes.length === 0 ||
                  prefixes.some(prefix => name.startsWith(prefix)),
              ),
          );
        return left.length > 0
          ? {
              verdict: 'breached',
              reason: `No rule of the registry in ${region} copies ${listed(
                left,
              )} to ${to}.`,
              readings,
            }
          : {
              verdict: 'met',
              reason: `The registry in ${region} copies all ${repositories.length} watched repositories to ${to}.`,
              readings,
            };
      }),
    );
  },
};

function judgeImage(
  wanted: ImageName,
  here: EcrRegistry,
  there: EcrRegistry,
): Judged {
  const label = sayImage(wanted);
  const original = findImage(there, wanted);
  if ('absent' in original && original.absent === 'unwatched') {
    return {
      verdict: 'unknown',
      reason: `Whether ${here.region} has ${label} is unknown: its repository is not watched in ${there.region}.`,
    };
  }
  // A tag can be moved: what counts is what it names where it runs.
  const exact =
    'image' in original
      ? { repository: wanted.repository, digest: original.image.digest }
      : wanted;
  const copy = findImage(here, exact);
  if ('image' in copy) {
    return { verdict: 'met', reason: `${here.region} has ${label}.` };
  }
  if (copy.absent === 'unwatched' || copy.absent === 'older') {
    return {
      verdict: 'unknown',
      reason: `Whether ${here.region} has ${label} is unknown: ${
        copy.absent === 'older'
          ? 'it is not among the newest images that are read'
          : 'its repository is not watched there'
      }.`,
    };
  }
  const replication =
    'image' in original
      ? original.image.replication?.find(({ region }) => region === here.region)
      : undefined;
  switch (replication?.status) {
    case 'IN_PROGRESS':
      return {
        verdict: 'at-risk',
        reason: `${label} is on its way to ${here.region}.`,
      };
    case 'FAILED':
      return {
        verdict: 'breached',
        reason: `The copy of ${label} to ${here.region} has FAILED${
          replication.failureCode ? ` (${replication.failureCode})` : ''
        }.`,
      };
    default:
      return {
        verdict: 'breached',
        reason:
          copy.absent === 'repository'
            ? `${here.region} has no repository ${wanted.repository}.`
            : `${here.region} does not have ${label} as ${there.region} has it.`,
      };
  }
}

export const ecrImagesInDr: Check = {
  id: 'aws.ecr.images-in-dr',
  title: 'Running images there',
  description:
    'The registry has every image that runs in the region that it stands in for, by its digest. Where no Kubernetes source says what runs, the newest image of each repository counts.',
  gate: true,
  weight: 4,
  threshold: {
    text: 'Every running digest present (IN_PROGRESS is at risk; FAILED or missing is breached)',
    origin: 'design 7.1, 5.2',
  },
  signals: [ECR_REGISTRY, RUNNING_IMAGES],
  remediation:
    'Push the image once more to the primary registry, or copy it by hand (crane copy, skopeo copy): images from before the replication rule are not copied by it.',
  appliesTo: (entity, estate) =>
    isRegistry(entity, estate) &&
    originalsOf(estate, entity).some(each => isRegistry(each, estate)),
  evaluate(context): CheckOutcome {
    const here = viewRegistry(context);
    if ('outcome' in here) {
      return here.outcome;
    }
    const originals = originalsOf(context, context.entity).filter(each =>
      isRegistry(each, context),
    );
    return worstOutcome(
      originals.map((original): CheckOutcome => {
        const there = viewRegistry(context, refOf(original));
        if ('outcome' in there) {
          return unknownOutcome(
            `Whether ${here.value.region} has every image that runs`,
            context.now,
            there.outcome.readings,
          );
        }
        const inUse = imagesInUse(context, original, there.value);
        const readings = [here.reading, there.reading, ...inUse.readings];
        if (inUse.images.length === 0) {
          return {
            verdict: 'unknown',
            reason: `Whether ${here.value.region} has every image that runs is unknown: nothing runs from, and nothing is tagged in, the registry in ${there.value.region}.`,
            readings,
          };
        }
        const worst = worstOutcome(
          inUse.images.map(image => ({
            ...judgeImage(image, here.value, there.value),
            readings,
          })),
        );
        return worst.verdict === 'met'
          ? {
              verdict: 'met',
              reason: `${here.value.region} has all ${
                inUse.images.length
              } images that ${
                inUse.basis === 'running' ? 'run in' : 'were pushed last in'
              } ${there.value.region}, by their digest.`,
              readings,
            }
          : worst;
      }),
    );
  },
};
