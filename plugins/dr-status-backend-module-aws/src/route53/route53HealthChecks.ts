import {
  sayDuration,
  worstOutcome,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { METRIC_FRESH_SECONDS } from '../aws/metrics';
import { ROUTE53_HEALTH_CHECKS, type HealthCheck } from './signals';
import { isDnsZone, viewHealthChecks } from './route53View';

function labelOf({ id, target }: HealthCheck): string {
  return `Health check ${id}${target ? ` (${target})` : ''}`;
}

const NONE: Omit<CheckOutcome, 'readings'> = {
  verdict: 'at-risk',
  reason:
    'No record of the zone has a health check: only the targets’ own health can make it fail over.',
};

function judgeSettings(check: HealthCheck): Omit<CheckOutcome, 'readings'> {
  if (check.missing) {
    return {
      verdict: 'breached',
      reason: `${labelOf(
        check,
      )} does not exist, although a record names it: Route 53 takes that record for healthy always.`,
    };
  }
  if (check.disabled) {
    return {
      verdict: 'at-risk',
      reason: `${labelOf(
        check,
      )} is disabled: Route 53 takes it for healthy, whatever happens.`,
    };
  }
  if (check.inverted) {
    return {
      verdict: 'at-risk',
      reason: `${labelOf(check)} is inverted: healthy counts as unhealthy.`,
    };
  }
  return {
    verdict: 'met',
    reason: `${labelOf(check)} is enabled${
      check.detectSeconds === null
        ? ''
        : ` and notices a failure within ${sayDuration(check.detectSeconds)}`
    }.`,
  };
}

export const healthChecksEnabled: Check = {
  id: 'aws.route53.health-checks-enabled',
  title: 'Health checks enabled',
  description:
    'The health checks that records name exist, and are neither disabled nor inverted: each of these would keep users on a site that has failed.',
  gate: true,
  weight: 3,
  threshold: {
    text: 'All exist, none disabled or inverted',
    origin: 'design 5.3',
  },
  signals: [ROUTE53_HEALTH_CHECKS],
  remediation: 'Enable the health check, or attach an existing one.',
  appliesTo: isDnsZone,
  evaluate(context): CheckOutcome {
    const view = viewHealthChecks(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    const outcomes = view.value.map(check => ({
      ...judgeSettings(check),
      readings,
    }));
    if (outcomes.length === 0) {
      return { ...NONE, readings };
    }
    const worst = worstOutcome(outcomes);
    const slowest = Math.max(
      ...view.value.map(({ detectSeconds }) => detectSeconds ?? 0),
    );
    return worst.verdict === 'met' && outcomes.length > 1
      ? {
          verdict: 'met',
          reason: `All ${
            outcomes.length
          } health checks are enabled and notice a failure within ${sayDuration(
            slowest,
          )}.`,
          readings,
        }
      : worst;
  },
};

/** Types that checkers ask; the others follow other checks, an alarm or a switch. */
const HAS_CHECKERS = /^(HTTPS?(_STR_MATCH)?|TCP)$/;

function judgeStatus(
  check: HealthCheck,
  now: number,
): Omit<CheckOutcome, 'readings'> {
  const { status, percentHealthy } = check;
  const label = labelOf(check);
  if (!status) {
    return {
      verdict: 'unknown',
      reason: `${label} has no HealthCheckStatus in CloudWatch.`,
    };
  }
  const age = (now - Date.parse(status.at)) / 1000;
  if (age > METRIC_FRESH_SECONDS) {
    return {
      verdict: 'unknown',
      reason: `${label} has not reported for ${sayDuration(age)}.`,
    };
  }
  const recent =
    percentHealthy &&
    (now - Date.parse(percentHealthy.at)) / 1000 <= METRIC_FRESH_SECONDS
      ? percentHealthy
      : null;
  const share = recent
    ? `${Math.round(
        recent.value,
      )} % of checkers reached it in the last minute measured`
    : 'the share of checkers is not known';
  if (status.value < 1) {
    return {
      verdict: 'breached',
      reason: `${label} fails: ${share}.`,
    };
  }
  if (!recent && HAS_CHECKERS.test(check.type)) {
    return { verdict: 'unknown', reason: `${label} passes, but ${share}.` };
  }
  return {
    verdict: recent && recent.value < 100 ? 'at-risk' : 'met',
    reason: `${label} passes: ${
      recent ? share : 'it follows other checks or an alarm'
    }.`,
  };
}

export const healthCheckStatus: Check = {
  id: 'aws.route53.health-check-status',
  title: 'Health checks pass',
  description:
    'What Route 53’s checkers around the world find at both sites, by the metrics that it writes to us-east-1. A standby whose check fails cannot take over.',
  gate: true,
  weight: 4,
  threshold: {
    text: 'HealthCheckStatus 1 and all checkers agree (some fail is at risk, 0 is breached)',
    origin: 'design 5.3',
  },
  signals: [ROUTE53_HEALTH_CHECKS],
  remediation:
    'Ask the endpoint yourself, from outside. See the load balancer’s targets and the application behind it.',
  appliesTo: isDnsZone,
  evaluate(context): CheckOutcome {
    const view = viewHealthChecks(context);
    if ('outcome' in view) {
      return view.outcome;
    }
    const readings = [view.reading];
    if (view.value.length === 0) {
      return { ...NONE, readings };
    }
    const worst = worstOutcome(
      view.value.map(check => ({
        ...judgeStatus(check, context.now),
        readings,
      })),
    );
    return worst.verdict === 'met'
      ? {
          verdict: 'met',
          reason: `All ${view.value.length} health checks pass, from all checkers that they have.`,
          readings,
        }
      : worst;
  },
};
