import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ResilienceHubRecommendation,
  Verdict,
} from '@twinshore/plugin-dr-status-common';
import {
  VerdictIcon,
  type DrStatusError,
} from '@twinshore/plugin-dr-status-react';
import { drStatusTranslationRef } from '../messages';
import styles from './resilienceHub.module.css';

const VERDICT: Record<ResilienceHubRecommendation['status'], Verdict> = {
  'met-can-improve': 'met',
  'breached-can-meet': 'breached',
  'breached-unattainable': 'breached',
  unrecognised: 'unknown',
};

/** What the hub would change, by component; what breaches comes first. */
export function RecommendationList(props: {
  recommendations?: ResilienceHubRecommendation[];
  error?: DrStatusError;
}) {
  const { recommendations, error } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const sorted = [...(recommendations ?? [])].sort(
    (a, b) =>
      Number(b.status.startsWith('breached')) -
        Number(a.status.startsWith('breached')) ||
      a.component.localeCompare(b.component),
  );
  return (
    <section aria-labelledby="dr-hub-recommendations">
      <h4 id="dr-hub-recommendations" className={styles.subtitle}>
        {t('resilienceHub.recommendations.title')}
      </h4>
      {error && <p className={styles.muted}>{error.message}</p>}
      {!recommendations && !error && (
        <p className={styles.muted}>{t('resilienceHub.detail.loading')}</p>
      )}
      {recommendations?.length === 0 && (
        <p className={styles.muted}>
          {t('resilienceHub.recommendations.none')}
        </p>
      )}
      <ul className={styles.list}>
        {sorted.map(recommendation => (
          <li key={recommendation.component}>
            <details
              className={styles.details}
              open={recommendation.status.startsWith('breached')}
            >
              <summary>
                <VerdictIcon
                  verdict={VERDICT[recommendation.status]}
                  size={14}
                />{' '}
                <strong>{recommendation.component}</strong>{' '}
                <span className={styles.inline}>
                  {t(
                    `resilienceHub.recommendations.status.${recommendation.status}`,
                  )}
                </span>
              </summary>
              {recommendation.options.map(option => (
                <div key={`${option.optimisation} ${option.name}`}>
                  <p className={styles.option}>
                    {option.name}{' '}
                    <span className={styles.inline}>
                      {t('resilienceHub.recommendations.optimisation', {
                        what: option.optimisation,
                      })}
                    </span>
                  </p>
                  {option.description && (
                    <p className={styles.muted}>{option.description}</p>
                  )}
                  <ul>
                    {option.suggestedChanges.map(change => (
                      <li key={change}>{change}</li>
                    ))}
                  </ul>
                </div>
              ))}
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
