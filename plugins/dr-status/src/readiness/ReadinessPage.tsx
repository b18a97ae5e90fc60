import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import {
  PostureDrawer,
  Problem,
  useSummary,
} from '@twinshore/plugin-dr-status-react';
import { drStatusTranslationRef } from '../messages';
import { BlockerList } from './BlockerList';
import { Headline } from './Headline';
import { ObjectiveTiles } from './ObjectiveTiles';
import styles from './readiness.module.css';
import { ScoreCard } from './ScoreCard';
import { SiteTierMatrix } from './SiteTierMatrix';
import { TransitionList } from './TransitionList';

/** `/dr`: could we fail over now, and what stands in the way. */
export function ReadinessPage() {
  const { summary, ...live } = useSummary();
  return (
    <main className={styles.page}>
      {live.error && (
        <Problem error={live.error} onRetry={() => live.refresh()} />
      )}
      {live.loading && <Loading />}
      {summary && summary.entities.length === 0 && <NoEstate />}
      {summary && summary.entities.length > 0 && (
        <>
          <div className={styles.top}>
            <Headline summary={summary} live={live} />
            <ScoreCard summary={summary} />
          </div>
          <ObjectiveTiles objectives={summary.objectives} />
          <div className={styles.middle}>
            <BlockerList
              blockers={summary.blockers}
              headline={summary.headline.verdict}
            />
            <SiteTierMatrix summary={summary} />
            <TransitionList summary={summary} />
          </div>
        </>
      )}
      <PostureDrawer />
    </main>
  );
}

function Loading() {
  const { t } = useTranslationRef(drStatusTranslationRef);
  return (
    <div role="status" aria-label={t('readiness.loading')}>
      <div className={styles.skeletons} aria-hidden>
        <Skeleton width="100%" height={160} />
        <Skeleton width="100%" height={110} />
        <Skeleton width="100%" height={280} />
      </div>
    </div>
  );
}

function NoEstate() {
  const { t } = useTranslationRef(drStatusTranslationRef);
  return (
    <section aria-labelledby="dr-empty" className={styles.empty}>
      <h2 id="dr-empty">{t('readiness.empty.title')}</h2>
      <p>{t('readiness.empty.text')}</p>
      <p>{t('readiness.empty.action')}</p>
    </section>
  );
}
