import type { Entity } from '@backstage/catalog-model';
import { compareVerdicts } from '@twinshore/plugin-dr-status-common';
import type { CheckContext, CheckOutcome } from './check';
import { unknownOutcome } from './outcomes';

/** What a rule finds in one value; the readings are added by who reads it. @public */
export type Finding = Omit<CheckOutcome, 'readings'>;

/**
 * The outcome of a rule over one signal: `unknown` with its cause unless the
 * reading is fresh, else what the rule finds in the value.
 * @param title - what is read, for example "The pools"
 * @public
 */
export function judgeReading<T>(
  context: CheckContext,
  signal: string,
  title: string,
  judge: (value: T) => Finding,
): CheckOutcome {
  const reading = context.read(signal, title);
  const readings = [reading];
  if (reading.state !== 'fresh') {
    const { metadata } = context.entity;
    return unknownOutcome(
      `${title} of ${metadata.title ?? metadata.name}`,
      context.now,
      readings,
    );
  }
  return { ...judge(reading.evidence.value as T), readings };
}

/**
 * The finding that counts among several: the worst one, the first of those
 * that are equally bad. When all are met, the summary says so at once.
 * @public
 */
export function worstFinding(findings: Finding[], allMet: string): Finding {
  return findings.reduce<Finding>(
    (most, finding) =>
      compareVerdicts(finding.verdict, most.verdict) > 0 ? finding : most,
    { verdict: 'met', reason: allMet },
  );
}

/**
 * Whether an entity is of a type and carries the tag that names its product:
 * `isTagged('load-balancer', 'f5')`.
 * @public
 */
export function isTagged(
  type: string,
  tag: string,
): (entity: Entity) => boolean {
  return ({ kind, spec, metadata }) =>
    kind === 'Resource' &&
    spec?.type === type &&
    metadata.tags?.includes(tag) === true;
}
