import {
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import { ROUTE53_RECORDS, type RecordGroup } from './signals';
import { isDnsZone, labelOf, nestedNames, viewRecords } from './route53View';

const NO_NAMES: Omit<CheckOutcome, 'readings'> = {
  verdict: 'unknown',
  reason: 'The zone has no name with a routing policy that could be looked at.',
};

function judgeFailover(group: RecordGroup): Omit<CheckOutcome, 'readings'> {
  const label = labelOf(group);
  const primary = group.members.find(m => m.failover === 'PRIMARY');
  const secondary = group.members.find(m => m.failover === 'SECONDARY');
  if (!primary || !secondary) {
    const has = primary ? 'PRIMARY' : 'SECONDARY';
    return {
      verdict: 'breached',
      reason:
        primary || secondary
          ? `${label} has a ${has} record only: there is nothing to fail over ${
              primary ? 'to' : 'from'
            }.`
          : `${label} has no fail-over records: users stay where they are when the primary fails.`,
    };
  }
  const watched =
    primary.healthCheckId !== null || primary.alias?.evaluateTargetHealth;
  if (!watched) {
    return {
      verdict: 'breached',
      reason: `The PRIMARY record of ${label} has neither a health check nor EvaluateTargetHealth: it never fails over.`,
    };
  }
  return {
    verdict: 'met',
    reason: `${label} fails over from ${
      primary.setIdentifier ?? 'PRIMARY'
    } to ${secondary.setIdentifier ?? 'SECONDARY'} by ${
      primary.healthCheckId ? 'a health check' : 'the target’s health'
    }.`,
  };
}

export const failoverRecords: Check = {
  id: 'aws.route53.failover-records',
  title: 'Fail-over records in place',
  description:
    'Every name that users follow has a PRIMARY and a SECONDARY record, made beforehand, and the primary one is watched: fail-over needs no change of records.',
  gate: true,
  weight: 4,
  threshold: {
    text: 'PRIMARY and SECONDARY for each name; PRIMARY with a health check or EvaluateTargetHealth',
    origin: 'design 5.3; formulae, linter rule 2',
  },
  signals: [ROUTE53_RECORDS],
  remediation:
    'Create the missing record with the Failover routing policy, and attach a health check of the primary’s load balancer.',
  appliesTo: isDnsZone,
  evaluate(context): CheckOutcome {
    const view = viewRecords(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    const nested = nestedNames(view.value);
    const groups = view.value.filter(({ name }) => !nested.has(name));
    if (groups.length === 0) {
      return {
        verdict: 'breached',
        reason:
          'No name of the zone has a routing policy: users stay where they are when the primary fails.',
        readings,
      };
    }
    const worst = worstOutcome(
      groups.map(group => ({ ...judgeFailover(group), readings })),
    );
    return worst.verdict === 'met' && groups.length > 1
      ? {
          verdict: 'met',
          reason: `All ${groups.length} names fail over by themselves: ${groups
            .map(labelOf)
            .join(', ')}.`,
          readings,
        }
      : worst;
  },
};

export const routingMatchesMode: Check = {
  id: 'aws.route53.routing-matches-mode',
  title: 'Routing fits active-passive',
  description:
    'Latency records send each user to the nearest region, a warm standby included. In an active-passive estate they may only stand beneath fail-over records.',
  gate: false,
  weight: 2,
  threshold: {
    text: 'No latency records but beneath fail-over records',
    origin: 'design 3.2 against 5.2; formulae, linter rule 1',
  },
  signals: [ROUTE53_RECORDS],
  remediation:
    'Replace latency routing by fail-over routing, or nest it beneath a fail-over record.',
  appliesTo: (entity, estate) =>
    isDnsZone(entity) &&
    [...estate.entities()].some(
      other =>
        other.spec?.type === 'site' && resilienceOf(other)?.role === 'passive',
    ),
  evaluate(context): CheckOutcome {
    const view = viewRecords(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    if (view.value.length === 0) {
      return { ...NO_NAMES, readings };
    }
    const nested = nestedNames(view.value);
    const wrong = view.value.filter(
      ({ name, members }) =>
        !nested.has(name) &&
        members.some(({ region, failover }) => region && !failover),
    );
    return wrong.length > 0
      ? {
          verdict: 'at-risk',
          reason: `${wrong
            .map(labelOf)
            .join(', ')} is routed by latency (${wrong[0].members
            .map(({ region }) => region)
            .filter(Boolean)
            .join(', ')}): users are sent to the standby while it is passive.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `None of ${view.value.length} names is routed by latency to a passive site.`,
          readings,
        };
  },
};

const TTL_LIMIT_SECONDS = 60;

export const shortTtl: Check = {
  id: 'aws.route53.ttl',
  title: 'Records expire quickly',
  description:
    'Resolvers keep an answer for its TTL: so long users follow a record that has failed over. Alias records take the TTL of their target, 60 s for load balancers.',
  gate: false,
  weight: 2,
  threshold: {
    text: `TTL at most ${TTL_LIMIT_SECONDS} s`,
    origin: 'formulae, RTO (shift = TTL)',
  },
  signals: [ROUTE53_RECORDS],
  remediation: `Lower the TTL of the records to ${TTL_LIMIT_SECONDS} s, well before a drill.`,
  appliesTo: isDnsZone,
  evaluate(context): CheckOutcome {
    const view = viewRecords(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    if (view.value.length === 0) {
      return { ...NO_NAMES, readings };
    }
    const slow = view.value
      .map(group => ({
        label: labelOf(group),
        ttl: Math.max(...group.members.map(m => m.ttlSeconds ?? 0)),
      }))
      .filter(({ ttl }) => ttl > TTL_LIMIT_SECONDS);
    return slow.length > 0
      ? {
          verdict: 'at-risk',
          reason: `${slow
            .map(({ label, ttl }) => `${label} has a TTL of ${ttl} s`)
            .join(', ')}, more than ${TTL_LIMIT_SECONDS} s.`,
          readings,
        }
      : {
          verdict: 'met',
          reason: `All ${view.value.length} names have a TTL of at most ${TTL_LIMIT_SECONDS} s.`,
          readings,
        };
  },
};
