import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import {
  sayDuration,
  type Check,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import {
  dnsHealthChecks,
  dnsRecords,
  HEALTH_CHECKS,
  RECORDS,
} from './dnsRecords';
import { annotationOf, dependenciesOf, nameOf } from './estate';
import { undeclared } from './reading';
import { isRunbook } from './runbook';

/**
 * Budgets of the steps that no configuration tells, in seconds:
 * `decide 300, promote 900, scale 900, verify 300`.
 */
const ANNOTATION_BUDGETS = 'twinshore.io/step-budget-seconds';

/** Above this share of the objective nothing may go wrong. */
const WARNING = 0.8;

type Budgets = Array<{ step: string; seconds: number }>;

/** The declared budgets; undefined when none are, null when they cannot be read. */
export function budgetsOf(entity: Entity): Budgets | null | undefined {
  const declared = annotationOf(entity, ANNOTATION_BUDGETS);
  if (declared === undefined) {
    return undefined;
  }
  const budgets = declared.split(',').map(part => {
    const [, step, seconds] =
      /^\s*([a-z][a-z -]*?)\s+(\d+)\s*$/.exec(part) ?? [];
    return step === undefined ? null : { step, seconds: Number(seconds) };
  });
  return budgets.includes(null) ? null : (budgets as Budgets);
}

export const runbookTime: Check = {
  id: 'recovery.runbook-time',
  title: 'The steps fit into the RTO',
  description:
    'What Route 53 takes to notice and what users remember of DNS, as they are configured now, with the budgets that the catalog declares for the other steps, against the recovery time objective.',
  gate: false,
  weight: 2,
  threshold: {
    text: `Detection + TTL + declared budgets ≤ RTO (above ${
      WARNING * 100
    } % at risk; without budgets unknown, unless the RTO is passed already)`,
    origin: 'design 5.1; formulae, linter rule 12',
  },
  signals: [RECORDS, HEALTH_CHECKS],
  remediation: `Shorten the longest step, or the interval of the health check and the TTL. Budgets are declared in the annotation ${ANNOTATION_BUDGETS}.`,
  appliesTo: isRunbook,
  evaluate(context): CheckOutcome {
    const { entity } = context;
    const [zone] = dependenciesOf(context, entity, 'dns-zone');
    const rto = resilienceOf(entity)?.objectives?.rtoSeconds;
    if (!zone) {
      return undeclared(context, 'DNS zone');
    }
    const records = dnsRecords(context, zone);
    const checks = dnsHealthChecks(context, zone);
    if ('outcome' in records) return records.outcome;
    if ('outcome' in checks) return checks.outcome;
    const readings = [...records.readings, ...checks.readings];
    const unknown = (reason: string): CheckOutcome => ({
      verdict: 'unknown',
      reason,
      readings,
    });
    if (rto === undefined) {
      return unknown(
        `${nameOf(
          entity,
        )} declares no objectives.rtoSeconds to hold it against.`,
      );
    }
    const failing = records.value.flatMap(({ members }) =>
      members.filter(({ failover }) => failover !== undefined),
    );
    const primaries = failing.filter(({ failover }) => failover === 'PRIMARY');
    const detects = primaries.map(
      ({ healthCheckId }) =>
        checks.value.find(({ id }) => id === healthCheckId)?.detectSeconds,
    );
    const ttls = failing.map(({ ttlSeconds }) => ttlSeconds);
    if (
      detects.length === 0 ||
      detects.includes(undefined) ||
      ttls.includes(undefined)
    ) {
      return unknown(
        `How long ${nameOf(
          entity,
        )} takes is unknown: not every name that fails over has a health check whose interval is known, and a TTL.`,
      );
    }
    const detect = Math.max(...(detects as number[]));
    const ttl = Math.max(...(ttls as number[]));
    const budgets = budgetsOf(entity);
    if (budgets === null) {
      return unknown(
        `The annotation ${ANNOTATION_BUDGETS} cannot be read: write a step and its seconds, with commas between them.`,
      );
    }
    const steps = [
      { step: 'detection', seconds: detect },
      ...(budgets ?? []),
      { step: 'DNS', seconds: ttl },
    ];
    const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
    const figures = `${steps
      .map(({ step, seconds }) => `${step} ${sayDuration(seconds)}`)
      .join(', ')}: ${sayDuration(total)} of ${sayDuration(rto)} allowed`;
    if (total > rto) {
      return { verdict: 'breached', reason: `${figures}.`, readings };
    }
    if (!budgets) {
      return unknown(
        `${figures}; what the other steps take is declared nowhere.`,
      );
    }
    return {
      verdict: total > WARNING * rto ? 'at-risk' : 'met',
      reason: `${figures}. All but detection and DNS are budgets, not measured.`,
      readings,
    };
  },
};
