import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ResilienceHubDrift,
  ResilienceHubEstimate,
} from '@twinshore/plugin-dr-status-common';
import {
  VerdictLabel,
  formatDuration,
  useFromNow,
  type DrStatusError,
} from '@twinshore/plugin-dr-status-react';
import { drStatusTranslationRef } from '../messages';
import styles from './resilienceHub.module.css';
import { driftVerdict, type ShownApp } from './verdicts';

const MINUTE = 60_000;

/** What would recover otherwise than it did at the assessment before. */
export function DriftList(props: {
  app: ShownApp;
  drifts?: ResilienceHubDrift[];
  error?: DrStatusError;
}) {
  const { app, drifts, error } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const now = useFromNow(at => Math.floor(at / MINUTE) * MINUTE);
  return (
    <section aria-labelledby="dr-hub-drift">
      <h4 id="dr-hub-drift" className={styles.subtitle}>
        {t('resilienceHub.drift.title')}{' '}
        <VerdictLabel verdict={driftVerdict(app, now)} />
      </h4>
      {error && <p className={styles.muted}>{error.message}</p>}
      {!drifts && !error && (
        <p className={styles.muted}>{t('resilienceHub.detail.loading')}</p>
      )}
      {drifts?.length === 0 && (
        <p className={styles.muted}>
          {app.drift === 'not-detected'
            ? t('resilienceHub.drift.none')
            : t(`resilienceHub.drift.${app.drift}`)}
        </p>
      )}
      {drifts && drifts.length > 0 && (
        <div
          className={styles.scroll}
          // Scrolls, so the keyboard must be able to reach it.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          role="region"
          aria-label={t('resilienceHub.drift.components')}
        >
          <table className={styles.plain}>
            <thead>
              <tr>
                {(['component', 'disruption', 'before', 'now'] as const).map(
                  column => (
                    <th key={column} scope="col">
                      {t(`resilienceHub.drift.${column}`)}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {drifts.map(drift => (
                <tr key={`${drift.component} ${drift.disruption}`}>
                  <td>{drift.component}</td>
                  <td>
                    {t(`resilienceHub.estimates.name.${drift.disruption}`)}
                  </td>
                  <td>
                    <Both estimate={drift.before} />
                  </td>
                  <td>
                    <Both estimate={drift.now} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Both(props: { estimate: ResilienceHubEstimate | null }) {
  const { estimate } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const figure = (seconds: number | null | undefined) =>
    typeof seconds === 'number'
      ? formatDuration(seconds)
      : t('resilienceHub.apps.none');
  return (
    <>
      {t('resilienceHub.apps.rtoRpo', {
        rto: figure(estimate?.estimatedRtoSeconds),
        rpo: figure(estimate?.estimatedRpoSeconds),
      })}
    </>
  );
}
