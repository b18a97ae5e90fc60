import type { Entity } from '@backstage/catalog-model';
import type { CheckResult, Evidence } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  CheckOutcome,
  Reading,
} from '@twinshore/plugin-dr-status-node';
import { redact } from '../collector/redact';
import type { Estate } from '../estate/Estate';
import {
  readingDependency,
  sourcesDependency,
  type Dependency,
  type ObservationBoard,
} from './ObservationBoard';

/** A result, what it looked at, and when one of its readings becomes stale. */
export interface Evaluation {
  result: Omit<CheckResult, 'since'>;
  dependencies: Set<Dependency>;
  staleAt: number;
}

function list(titles: string[]): string {
  return titles.length > 2
    ? `${titles.slice(0, 2).join(', ')} and ${titles.length - 2} more`
    : titles.join(' and ');
}

function ageOf(evidence: Evidence, now: number): string {
  const seconds = evidence.observedAt
    ? Math.max(0, Math.round((now - Date.parse(evidence.observedAt)) / 1000))
    : 0;
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Why a reading cannot be relied upon, in words. */
function distrust({ evidence, source }: Reading, now: number): string {
  const by = source ? source.title : 'a source';
  switch (evidence.state) {
    case 'failed':
      return `${by} gives no answer: ${
        source?.error?.message.replace(/\.$/, '') ?? 'its last attempt failed'
      }`;
    case 'stale':
      return `the last reading of ${evidence.title} is ${ageOf(
        evidence,
        now,
      )} old, which is too old to rely on`;
    default:
      return `nothing has reported ${evidence.title}`;
  }
}

/** It says nothing of the present: neither its value nor its absence. */
function isSilent({ state, source }: Reading): boolean {
  return state === 'missing' ? source?.state !== 'ok' : state !== 'fresh';
}

/**
 * Holds every rule to the product's own: nothing is `met` that rests on a
 * reading which is not fresh, or on none at all; where no reading says
 * anything of the present, no verdict is passed, not even a bad one; and what
 * was never measured is said to be so.
 */
function holdToRules(outcome: CheckOutcome, now: number): CheckOutcome {
  const { readings } = outcome;
  const unknown = (reason: string): CheckOutcome => ({
    verdict: 'unknown',
    reason,
    readings,
  });
  if (readings.length > 0 && readings.every(isSilent)) {
    if (readings.every(({ state }) => state === 'missing')) {
      return unknown(
        `Not measured yet: nothing has reported ${list(
          readings.map(({ evidence }) => evidence.title),
        )}.`,
      );
    }
    return outcome.verdict === 'unknown'
      ? outcome
      : unknown(
          `Cannot be told: ${distrust(
            readings.find(({ state }) => state !== 'missing')!,
            now,
          )}.`,
        );
  }
  if (outcome.verdict !== 'met') {
    return outcome;
  }
  if (readings.length === 0) {
    return unknown('The check names nothing that it rests on.');
  }
  const weak = readings.find(({ state }) => state !== 'fresh');
  return weak ? unknown(`Cannot be told: ${distrust(weak, now)}.`) : outcome;
}

/** Applies one rule to one entity. */
export function evaluateCheck(
  check: Check,
  entity: Entity,
  entityRef: string,
  board: ObservationBoard,
  estate: Estate,
  now: number,
): Evaluation {
  const dependencies = new Set<Dependency>();
  const touched: Array<Reading & { staleAt?: number }> = [];
  let outcome: CheckOutcome;
  try {
    outcome = check.evaluate({
      entity,
      entityRef,
      now,
      read(signal, title, of = entityRef) {
        const ref = of.toLocaleLowerCase('en-US');
        const reading = board.read(ref, signal, title, now);
        dependencies.add(readingDependency(ref, signal));
        dependencies.add(sourcesDependency(ref));
        touched.push(reading);
        return reading;
      },
      sources(of = entityRef) {
        const ref = of.toLocaleLowerCase('en-US');
        dependencies.add(sourcesDependency(ref));
        return board.sourcesOf(ref);
      },
      getEntity: ref => estate.get(ref),
      entities: () => estate.entities,
    });
    outcome = holdToRules(outcome, now);
  } catch (error) {
    outcome = {
      verdict: 'unknown',
      reason: `The check itself failed: ${redact(
        error instanceof Error ? error.message : String(error),
      )}`,
      readings: touched,
    };
  }
  const { verdict, reason, readings } = outcome;
  const evidence = readings.map(reading => reading.evidence);
  const failed =
    verdict === 'unknown'
      ? readings.find(reading => reading.source?.error)?.source
      : undefined;
  return {
    result: {
      checkId: check.id,
      entityRef,
      title: check.title,
      gate: check.gate,
      weight: check.weight,
      verdict,
      reason,
      threshold: check.threshold,
      remediation: check.remediation,
      evidence,
      observedAt: evidence
        .map(each => each.observedAt)
        .filter((at): at is string => at !== undefined)
        .sort()[0],
      ...(failed?.error && { cause: { ...failed.error, sourceId: failed.id } }),
    },
    dependencies,
    staleAt: Math.min(
      Infinity,
      ...touched.map(reading => reading.staleAt ?? Infinity),
    ),
  };
}
