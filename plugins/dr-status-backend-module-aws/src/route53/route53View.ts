import type { Entity } from '@backstage/catalog-model';
import {
  causeOf,
  type CheckContext,
  type CheckOutcome,
  type Reading,
} from '@twinshore/plugin-dr-status-node';
import {
  ROUTE53_HEALTH_CHECKS,
  ROUTE53_RECORDS,
  type HealthCheck,
  type RecordGroup,
} from './signals';

export function isDnsZone(entity: Entity): boolean {
  return entity.kind === 'Resource' && entity.spec?.type === 'dns-zone';
}

type View<T> = { value: T; reading: Reading } | { outcome: CheckOutcome };

function view<T>(
  context: CheckContext,
  signal: string,
  title: string,
): View<T> {
  const reading = context.read(signal, title);
  return reading.state === 'fresh'
    ? { value: reading.evidence.value as T, reading }
    : {
        outcome: {
          verdict: 'unknown',
          reason: `${title} of ${
            context.entity.metadata.title ?? context.entity.metadata.name
          } are unknown: ${causeOf(reading, context.now)}.`,
          readings: [reading],
        },
      };
}

export function viewRecords(context: CheckContext): View<RecordGroup[]> {
  return view(context, ROUTE53_RECORDS, 'The records');
}

export function viewHealthChecks(context: CheckContext): View<HealthCheck[]> {
  return view(context, ROUTE53_HEALTH_CHECKS, 'The health checks');
}

export function labelOf({ name, type }: RecordGroup): string {
  return `${name} ${type}`;
}

/** Names that a fail-over record leads to: what is nested beneath one fails over with it. */
export function nestedNames(groups: RecordGroup[]): Set<string> {
  return new Set(
    groups.flatMap(({ members }) =>
      members
        .filter(({ failover }) => failover !== null)
        .flatMap(({ alias, values }) => [
          ...(alias ? [alias.target] : []),
          ...values.map(value => value.replace(/\.$/, '').toLowerCase()),
        ]),
    ),
  );
}
