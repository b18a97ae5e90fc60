import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Summary } from '@twinshore/plugin-dr-status-common';
import { VerdictIcon } from '@twinshore/plugin-dr-status-react';
import { Link } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import { sourcesRouteRef } from '../routes';
import styles from './score.module.css';

/** The score, never without its coverage, and the sources that are silent. */
export function ScoreCard(props: { summary: Summary }) {
  const { score, coverage, sources, entities } = props.summary;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const sourcesLink = useRouteRef(sourcesRouteRef)?.();
  const unwatched = entities.filter(entity => entity.unwatched).length;
  const silent = sources.failing > 0;
  let sourcesText: string = t('score.sourcesOk', {
    total: String(sources.total),
  });
  if (sources.total === 0) {
    sourcesText = t('score.sourcesNone');
  } else if (silent) {
    sourcesText = t('score.sourcesFailing', {
      failing: String(sources.failing),
      total: String(sources.total),
    });
  }
  return (
    <section aria-labelledby="dr-score" className={styles.card}>
      <h2 id="dr-score" className={styles.hidden}>
        {t('score.title')}
      </h2>
      <dl className={styles.facts}>
        <dt>{t('score.score')}</dt>
        <dd>
          <strong className={styles.figure}>
            {score === null ? t('score.scoreNone') : `${floored(score)} %`}
          </strong>
        </dd>
        <dt>{t('score.coverage')}</dt>
        <dd>
          <strong className={styles.figure}>
            {coverage.all === 0
              ? t('score.scoreNone')
              : `${floored(coverage.fresh / coverage.all)} %`}
          </strong>
          <span className={styles.muted}>
            {t('score.coverageValue', {
              fresh: String(coverage.fresh),
              all: String(coverage.all),
            })}
            . {t('score.coverageNote')}
          </span>
          {unwatched > 0 && (
            <span className={styles.muted}>
              <VerdictIcon verdict="unwatched" size={12} />{' '}
              {t('score.unwatched', { count: unwatched })}.
            </span>
          )}
        </dd>
        <dt>{t('score.sources')}</dt>
        <dd>
          <span className={silent ? styles.silent : undefined}>
            {silent && <VerdictIcon verdict="unknown" size={14} />}{' '}
            {sourcesText}
          </span>
          {sourcesLink && (
            <Link to={silent ? `${sourcesLink}?show=failing` : sourcesLink}>
              {t('score.sourcesLink')}
            </Link>
          )}
        </dd>
      </dl>
    </section>
  );
}

// Rounded down, so that 99.6 % is not shown as all there is.
function floored(share: number): number {
  return Math.floor(share * 100 + 1e-9);
}
