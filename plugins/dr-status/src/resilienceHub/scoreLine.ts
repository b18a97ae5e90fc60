import type { ResilienceHubAssessment } from '@twinshore/plugin-dr-status-common';

/** One assessment on the chart. */
export interface ScorePoint {
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  /** 0 to 100; null where the assessment gave none. */
  scorePercent: number | null;
  /** How high its mark stands: at the foot where there is no score. */
  markPercent: number;
  outcome: 'met' | 'breached' | 'failed' | 'other';
}

/**
 * What a chart of scores shows: the assessments that have ended, oldest first,
 * and what is to be said of them in a sentence.
 */
export function scoreLine(assessments: readonly ResilienceHubAssessment[]) {
  const points = assessments
    .filter(
      ({ status, startedAt }) =>
        startedAt !== undefined &&
        (status === 'failed' || status === 'success'),
    )
    .map((assessment): ScorePoint => {
      const scorePercent =
        assessment.status === 'failed' ? null : assessment.scorePercent;
      return {
        id: assessment.assessmentId,
        at: Date.parse(assessment.startedAt!),
        scorePercent,
        markPercent: scorePercent ?? 0,
        outcome: outcomeOf(assessment),
      };
    })
    .sort((a, b) => a.at - b.at);
  const scores = points.flatMap(({ scorePercent }) => scorePercent ?? []);
  const count = (outcome: ScorePoint['outcome']) =>
    points.filter(point => point.outcome === outcome).length;
  return {
    points,
    counts: {
      met: count('met'),
      breached: count('breached'),
      failed: count('failed'),
    },
    // Null where no assessment gave a score: that is not a score of 0.
    least: scores.length > 0 ? Math.min(...scores) : null,
    most: scores.length > 0 ? Math.max(...scores) : null,
  };
}

function outcomeOf({
  status,
  compliance,
}: ResilienceHubAssessment): ScorePoint['outcome'] {
  if (status === 'failed') {
    return 'failed';
  }
  return compliance === 'met' || compliance === 'breached'
    ? compliance
    : 'other';
}
