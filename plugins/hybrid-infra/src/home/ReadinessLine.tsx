import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Skeleton } from '@backstage/ui';
import {
  Freshness,
  Problem,
  VerdictLabel,
  useSummary,
} from '@twinshore/plugin-dr-status-react';
import { hybridInfraTranslationRef } from '../translation';
import { HomeCard } from './HomeCard';
import styles from './home.module.css';

/** The first question of anyone who opens the portal, answered in one line. */
export function ReadinessLine() {
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const posture = useSummary();
  const { summary, error } = posture;
  return (
    <HomeCard title={t('home.readiness')}>
      {!summary && !error && (
        <div role="status" aria-label={t('home.loading')}>
          <Skeleton width="60%" height={24} />
        </div>
      )}
      {!summary && error && (
        <>
          <p className={styles.answer}>
            <VerdictLabel verdict="unknown" variant="pill" />
            {t('home.unavailable')}
          </p>
          <Problem error={error} />
        </>
      )}
      {summary && (
        <>
          <p className={styles.answer}>
            <VerdictLabel verdict={summary.headline.verdict} variant="pill" />
            <span>{summary.headline.sentence}</span>
          </p>
          <p className={styles.meta}>
            <span>
              {t('home.coverage', {
                fresh: String(summary.coverage.fresh),
                all: String(summary.coverage.all),
              })}
            </span>
            <Freshness {...posture} />
            <Link href="/dr">{t('home.details')}</Link>
          </p>
        </>
      )}
    </HomeCard>
  );
}
