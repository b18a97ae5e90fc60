import type { Entity } from '@backstage/catalog-model';
import { resilienceOf } from '@twinshore/plugin-dr-status-common';
import {
  sayDuration,
  type Check,
  type CheckContext,
  type CheckOutcome,
} from '@twinshore/plugin-dr-status-node';
import { dependenciesOf, isOfType, nameOf } from './estate';
import { numberOf, recordOf, textOf } from './jsonValues';
import { ask, settle, undeclared, type Asked } from './reading';

export const DRILL = 'delivery.jenkins.drill';

/** A quarter has at most so many days. */
const QUARTER_DAYS = 92;
const DAY_SECONDS = 86_400;
/** A drill is planned and announced; two weeks before it is due is late to start. */
const NOTICE_DAYS = 14;
/** Clocks may differ by this much. */
const AHEAD_DAYS = 0.1;

const isProgramme = (entity: Entity) => isOfType(entity, 'drill-programme');

interface Run {
  number: number;
  result: string;
  endedAt: number;
  durationSeconds: number;
}

interface Drill {
  job?: string;
  last?: Run;
  lastGood?: Run;
}

function toRun(value: unknown): Run | undefined {
  const build = recordOf(value);
  const startedAt = Date.parse(textOf(build?.startedAt) ?? '');
  const durationSeconds = numberOf(build?.durationSeconds);
  const number = numberOf(build?.number);
  return Number.isNaN(startedAt) ||
    durationSeconds === undefined ||
    number === undefined
    ? undefined
    : {
        number,
        result: textOf(build!.result) ?? 'no result',
        endedAt: startedAt + durationSeconds * 1000,
        durationSeconds,
      };
}

function toDrill(value: unknown): Drill | undefined {
  const drill = recordOf(value);
  const last = toRun(drill?.last);
  const lastGood = toRun(drill?.lastStable);
  // What is there and not understood, is not the same as what is not there.
  const halfRead = (drill?.last && !last) || (drill?.lastStable && !lastGood);
  return drill && !halfRead
    ? { job: textOf(drill.job), last, lastGood }
    : undefined;
}

/** The drills that the pipelines of the programme report, those that have a job. */
function drillsOf(
  context: CheckContext,
): { pipeline: Entity; drill: Asked<Drill> }[] {
  const asked = dependenciesOf(context, context.entity, 'pipeline').map(
    pipeline => ({
      pipeline,
      drill: ask(context, pipeline, DRILL, 'The last drill', toDrill),
    }),
  );
  const drilling = asked.filter(
    ({ drill }) => 'outcome' in drill || drill.value.job !== undefined,
  );
  return drilling.length > 0 ? drilling : asked;
}

function judgeEach(
  context: CheckContext,
  judge: (run: Run, drill: Drill) => Omit<CheckOutcome, 'readings'>,
): CheckOutcome {
  const drills = drillsOf(context);
  if (drills.length === 0) {
    return undeclared(context, 'pipeline that drills');
  }
  const parts = drills.map(({ pipeline, drill }): CheckOutcome => {
    if ('outcome' in drill) {
      return drill.outcome;
    }
    const { readings, value } = drill;
    if (value.job === undefined) {
      return {
        verdict: 'unknown',
        reason: `${nameOf(pipeline)} watches no job that drills the fail-over.`,
        readings,
      };
    }
    return value.lastGood
      ? { ...judge(value.lastGood, value), readings }
      : {
          verdict: 'breached',
          reason: `${value.job} has ${
            value.last ? 'never succeeded' : 'never run'
          }.`,
          readings,
        };
  });
  return settle(parts, parts.map(({ reason }) => reason).join(' '));
}

export const drillRecent: Check = {
  id: 'recovery.drill-recent',
  title: 'The fail-over was drilled this quarter',
  description:
    'When the job that drills the fail-over last ended without any fault.',
  gate: false,
  weight: 3,
  threshold: {
    text: `At most ${QUARTER_DAYS} days ago (in the last ${NOTICE_DAYS} of them, or with a failed run after it, at risk)`,
    origin: 'design 5.4',
  },
  signals: [DRILL],
  remediation: 'Plan and run a drill; see why the last one failed.',
  appliesTo: isProgramme,
  evaluate: context =>
    judgeEach(context, (run, { job, last }) => {
      const days = (context.now - run.endedAt) / 1000 / DAY_SECONDS;
      const said = `The last drill that succeeded (${job} ${
        run.number
      }) ended ${sayDuration(days * DAY_SECONDS)} ago`;
      if (days < -AHEAD_DAYS) {
        return {
          verdict: 'unknown',
          reason: `${job} ${run.number} is said to have ended in the future: a clock is off.`,
        };
      }
      if (days > QUARTER_DAYS) {
        return {
          verdict: 'breached',
          reason: `${said}, more than the ${QUARTER_DAYS} days of a quarter.`,
        };
      }
      if (last && last.number > run.number) {
        return {
          verdict: 'at-risk',
          reason: `${said}, but ${job} ${last.number} after it ended with ${last.result}.`,
        };
      }
      return {
        verdict: days > QUARTER_DAYS - NOTICE_DAYS ? 'at-risk' : 'met',
        reason: `${said}; the next is due in ${sayDuration(
          (QUARTER_DAYS - days) * DAY_SECONDS,
        )}.`,
      };
    }),
};

/** The shortest recovery time objective of the programme and what it drills. */
function rtoOf(context: CheckContext): number | undefined {
  const drilled = [
    context.entity,
    ...dependenciesOf(context, context.entity, 'runbook', 'recovery-mode'),
  ].flatMap(each => resilienceOf(each)?.objectives?.rtoSeconds ?? []);
  return drilled.length > 0 ? Math.min(...drilled) : undefined;
}

export const drillWithinRto: Check = {
  id: 'recovery.drill-within-rto',
  title: 'The last drill kept the RTO',
  description:
    'How long the last drill that succeeded took: the only measurement of the recovery time there is.',
  gate: false,
  weight: 3,
  threshold: {
    text: 'Duration ≤ objectives.rtoSeconds of the runbook',
    origin: 'design 5.1, 5.4',
  },
  signals: [DRILL],
  remediation:
    'Look in the drill’s log for the longest step, shorten it, and drill again.',
  appliesTo: isProgramme,
  evaluate(context) {
    const rto = rtoOf(context);
    return judgeEach(context, (run, { job }) => {
      const said = `${job} ${run.number} took ${sayDuration(
        run.durationSeconds,
      )}`;
      return rto === undefined
        ? {
            verdict: 'unknown',
            reason: `${said}, but no RTO is declared to hold it against.`,
          }
        : {
            verdict: run.durationSeconds > rto ? 'breached' : 'met',
            reason: `${said} of ${sayDuration(rto)} allowed.`,
          };
    });
  },
};

export const drillChecks: Check[] = [drillRecent, drillWithinRto];
