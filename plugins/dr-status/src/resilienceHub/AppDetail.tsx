import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Age, usePostureDrawer } from '@twinshore/plugin-dr-status-react';
import { useCallback } from 'react';
import { Link } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import { resilienceHubApiRef } from './api/ResilienceHubClient';
import { AssessButton } from './AssessButton';
import { AssessmentHistory } from './AssessmentHistory';
import { DriftList } from './DriftList';
import { EstimateTable } from './EstimateTable';
import { RecommendationList } from './RecommendationList';
import styles from './resilienceHub.module.css';
import { usePolled } from './usePolled';
import type { ShownApp } from './verdicts';

/** Nothing of it moves but by an assessment, which makes it load anew. */
const POLL_MILLISECONDS = 60_000;

/** One app: estimates against its policy, drift, recommendations, and its past. */
export function AppDetail(props: { app: ShownApp; onChanged(): void }) {
  const { app, onChanged } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { hrefOf } = usePostureDrawer();
  const api = useApi(resilienceHubApiRef);
  const { appId, newest } = app;
  // What the newest assessment has come to: when that changes, so has the rest.
  const state = `${newest?.assessmentId} ${newest?.status}`;
  const history = usePolled(
    useCallback(() => api.getAssessments(appId), [api, appId, state]), // eslint-disable-line react-hooks/exhaustive-deps
    () => POLL_MILLISECONDS,
  );
  const details = usePolled(
    useCallback(
      async () => ({
        drifts: await api.getDrifts(appId),
        recommendations: await api.getRecommendations(appId),
      }),
      [api, appId, app.lastSuccess?.assessmentId], // eslint-disable-line react-hooks/exhaustive-deps
    ),
    () => POLL_MILLISECONDS,
  );
  return (
    <section aria-labelledby="dr-hub-app" className={styles.card}>
      <div className={styles.head}>
        <div>
          <h3 id="dr-hub-app" className={styles.name}>
            {app.name}
          </h3>
          <p className={styles.muted}>
            {[
              app.description,
              app.policy
                ? t('resilienceHub.detail.policy', { name: app.policy.name })
                : t('resilienceHub.detail.noPolicy'),
              app.policy?.tier &&
                t('resilienceHub.detail.tier', { tier: app.policy.tier }),
              t(`resilienceHub.detail.schedule.${app.schedule}`),
            ]
              .filter(Boolean)
              .join(' · ')}{' '}
            · {t('resilienceHub.detail.asked')} <Age at={app.observedAt} />
          </p>
          <p className={styles.entities}>
            {app.entityRefs.map(ref => (
              <Link key={ref} to={hrefOf(ref)}>
                {ref.replace(/^.*\//, '')}
              </Link>
            ))}
          </p>
        </div>
        <AssessButton app={app} onStarted={onChanged} />
      </div>
      <EstimateTable app={app} />
      <div className={styles.columns}>
        <DriftList
          app={app}
          drifts={details.value?.drifts}
          error={details.error}
        />
        <RecommendationList
          recommendations={details.value?.recommendations}
          error={details.error}
        />
      </div>
      <AssessmentHistory page={history.value} error={history.error} />
    </section>
  );
}
