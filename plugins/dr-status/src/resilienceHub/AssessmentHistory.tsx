import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Page,
  ResilienceHubAssessment,
  Verdict,
} from '@twinshore/plugin-dr-status-common';
import {
  VerdictLabel,
  absoluteTime,
  verdictColours,
  type DrStatusError,
} from '@twinshore/plugin-dr-status-react';
import { drStatusTranslationRef } from '../messages';
import { scoreLine, type ScorePoint } from './scoreLine';
import styles from './resilienceHub.module.css';

const WIDTH = 600;
const HEIGHT = 90;

/** Scores and outcomes of all assessments that we keep: a line, and a table. */
export function AssessmentHistory(props: {
  page?: Page<ResilienceHubAssessment>;
  error?: DrStatusError;
}) {
  const { page, error } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  return (
    <section aria-labelledby="dr-hub-history">
      <h4 id="dr-hub-history" className={styles.subtitle}>
        {t('resilienceHub.history.title')}
      </h4>
      {error && <p className={styles.muted}>{error.message}</p>}
      {page?.items.length === 0 && (
        <p className={styles.muted}>{t('resilienceHub.history.none')}</p>
      )}
      {page && page.items.length > 0 && (
        <>
          <ScoreChart assessments={page.items} />
          <HistoryTable page={page} />
        </>
      )}
    </section>
  );
}

function ScoreChart(props: { assessments: ResilienceHubAssessment[] }) {
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { points, from, counts, least, most } = scoreLine(props.assessments, {
    width: WIDTH,
    height: HEIGHT,
  });
  if (points.length === 0) {
    return null;
  }
  const label = t('resilienceHub.history.label', {
    total: String(points.length),
    from: new Date(from).toLocaleDateString(),
    met: String(counts.met),
    breached: String(counts.breached),
    failed: String(counts.failed),
    least: String(least),
    most: String(most),
  });
  return (
    <figure className={styles.figure}>
      <svg
        viewBox={`-6 -6 ${WIDTH + 12} ${HEIGHT + 12}`}
        className={styles.chart}
        role="img"
        aria-label={label}
      >
        {[0, 50, 100].map(score => (
          <line
            key={score}
            x1={0}
            x2={WIDTH}
            y1={HEIGHT * (1 - score / 100)}
            y2={HEIGHT * (1 - score / 100)}
            className={styles.grid}
          />
        ))}
        <polyline
          className={styles.line}
          points={points
            .filter(({ outcome }) => outcome !== 'failed')
            .map(({ x, y }) => `${x},${y}`)
            .join(' ')}
        />
        {points.map(point => (
          <Mark key={point.id} point={point} />
        ))}
      </svg>
      <figcaption className={styles.legend}>
        <span>{label}</span>
        <span aria-hidden className={styles.legendMarks}>
          {(['met', 'breached', 'failed'] as const).map(outcome => (
            <span key={outcome}>
              <svg width="14" height="14" viewBox="-7 -7 14 14">
                <Mark point={{ id: outcome, x: 0, y: 0, outcome }} />
              </svg>
              {t(`resilienceHub.history.legend.${outcome}`)}
            </span>
          ))}
        </span>
      </figcaption>
    </figure>
  );
}

const OUTCOME: Record<ScorePoint['outcome'], Verdict> = {
  met: 'met',
  breached: 'breached',
  failed: 'unknown',
  other: 'unknown',
};

/** Shapes differ, so that outcomes are told apart without colour. */
function Mark(props: { point: ScorePoint }) {
  const { x, y, outcome } = props.point;
  const className = `${styles.mark} ${verdictColours(OUTCOME[outcome])}`;
  if (outcome === 'breached') {
    return (
      <path
        className={className}
        d={`M${x} ${y - 6}L${x + 6} ${y + 5}L${x - 6} ${y + 5}Z`}
      />
    );
  }
  if (outcome === 'met') {
    return <circle className={className} cx={x} cy={y} r={3.5} />;
  }
  return (
    <path
      className={`${className} ${styles.cross}`}
      d={`M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x + 4} ${y - 4}L${x - 4} ${
        y + 4
      }`}
    />
  );
}

function HistoryTable(props: { page: Page<ResilienceHubAssessment> }) {
  const { items, totalItems } = props.page;
  const { t } = useTranslationRef(drStatusTranslationRef);
  return (
    <details className={styles.details}>
      <summary>{t('resilienceHub.history.table')}</summary>
      {totalItems > items.length && (
        <p className={styles.muted}>
          {t('resilienceHub.history.more', {
            shown: String(items.length),
            total: String(totalItems),
          })}
        </p>
      )}
      <div
        className={styles.scroll}
        // Scrolls, so the keyboard must be able to reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label={t('resilienceHub.history.caption')}
      >
        <table className={styles.plain}>
          <thead>
            <tr>
              {(['started', 'status', 'score', 'by', 'message'] as const).map(
                column => (
                  <th key={column} scope="col">
                    {t(`resilienceHub.history.${column}`)}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {items.map(assessment => (
              <tr key={assessment.assessmentId}>
                <td
                  title={
                    assessment.startedAt && absoluteTime(assessment.startedAt)
                  }
                >
                  {assessment.startedAt
                    ? new Date(assessment.startedAt).toLocaleString()
                    : t('resilienceHub.apps.none')}
                </td>
                <td>
                  {assessment.compliance === 'met' ||
                  assessment.compliance === 'breached' ? (
                    <VerdictLabel verdict={assessment.compliance} size={12} />
                  ) : (
                    t(`resilienceHub.history.state.${assessment.status}`)
                  )}
                </td>
                <td>
                  {assessment.scorePercent ?? t('resilienceHub.apps.none')}
                </td>
                <td>
                  {assessment.startedBy?.replace(/^.*\//, '') ??
                    t(`resilienceHub.history.invoker.${assessment.invoker}`)}
                </td>
                <td>{assessment.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
