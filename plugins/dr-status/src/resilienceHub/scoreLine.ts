import type { ResilienceHubAssessment } from '@twinshore/plugin-dr-status-common';

/** One assessment on the chart. */
export interface ScorePoint {
  id: string;
  x: number;
  y: number;
  outcome: 'met' | 'breached' | 'failed' | 'other';
}

/**
 * Places assessments that have ended on a chart of their scores: time to the
 * right, 0 to 100 upwards. One that failed has no score and stands at the foot.
 * @param assessments - newest first
 */
export function scoreLine(
  assessments: readonly ResilienceHubAssessment[],
  { width, height }: { width: number; height: number },
) {
  const ended = assessments
    .filter(
      ({ status, startedAt }) =>
        startedAt !== undefined &&
        (status === 'failed' || status === 'success'),
    )
    .map(assessment => ({
      assessment,
      at: Date.parse(assessment.startedAt!),
    }))
    .sort((a, b) => a.at - b.at);
  const from = ended[0]?.at ?? 0;
  const span = (ended.at(-1)?.at ?? 0) - from;
  const points = ended.map(({ assessment, at }): ScorePoint => {
    const score =
      assessment.status === 'failed' ? 0 : assessment.scorePercent ?? 0;
    return {
      id: assessment.assessmentId,
      x: span > 0 ? ((at - from) / span) * width : width / 2,
      y: height * (1 - Math.min(100, Math.max(0, score)) / 100),
      outcome: outcomeOf(assessment),
    };
  });
  const scores = ended.flatMap(({ assessment }) =>
    assessment.status === 'success' && assessment.scorePercent !== null
      ? [assessment.scorePercent]
      : [],
  );
  const count = (outcome: ScorePoint['outcome']) =>
    points.filter(point => point.outcome === outcome).length;
  return {
    points,
    from,
    counts: {
      met: count('met'),
      breached: count('breached'),
      failed: count('failed'),
    },
    least: scores.length > 0 ? Math.min(...scores) : 0,
    most: scores.length > 0 ? Math.max(...scores) : 0,
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
