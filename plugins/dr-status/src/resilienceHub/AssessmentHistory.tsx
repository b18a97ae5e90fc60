import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Page,
  ResilienceHubAssessment,
} from '@twinshore/plugin-dr-status-common';
import {
  VerdictLabel,
  absoluteTime,
  type DrStatusError,
} from '@twinshore/plugin-dr-status-react';
import { lazy, Suspense } from 'react';
import { drStatusTranslationRef } from '../messages';
import styles from './resilienceHub.module.css';

// By itself, because it brings the library of charts with it.
const ScoreChart = lazy(() =>
  import('./ScoreChart').then(m => ({ default: m.ScoreChart })),
);

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
      {!page && !error && (
        <p className={styles.muted}>{t('resilienceHub.detail.loading')}</p>
      )}
      {page?.items.length === 0 && (
        <p className={styles.muted}>{t('resilienceHub.history.none')}</p>
      )}
      {page && page.items.length > 0 && (
        <>
          <Suspense fallback={<div className={styles.chartToCome} />}>
            <ScoreChart assessments={page.items} />
          </Suspense>
          <HistoryTable page={page} />
        </>
      )}
    </section>
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
