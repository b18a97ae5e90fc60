import { stringifyEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity, useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Skeleton } from '@backstage/ui';
import {
  Age,
  Problem,
  VerdictIcon,
  VerdictLabel,
  checksWorstFirst,
  standingOf,
  useEntityPosture,
  useVerdictWord,
} from '@twinshore/plugin-dr-status-react';
import type { EntityPostureDetail } from '@twinshore/plugin-dr-status-common';
import { Link } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import styles from './entity.module.css';

const SHOWN = 4;

/** The posture of an entity in one card of its overview. */
export function EntityPostureCard() {
  const { entity } = useEntity();
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { posture, ...live } = useEntityPosture(stringifyEntityRef(entity));
  return (
    <section aria-labelledby="dr-entity-card" className={styles.card}>
      <h2 id="dr-entity-card" className={styles.title}>
        {t('entity.title')}
      </h2>
      {live.loading && (
        <div role="status" aria-label={t('entity.loading')}>
          <Skeleton width="100%" height={80} />
        </div>
      )}
      {live.error && (
        <Problem error={live.error} onRetry={() => live.refresh()} />
      )}
      {posture && <Content posture={posture} stale={Boolean(live.error)} />}
    </section>
  );
}

function Content(props: { posture: EntityPostureDetail; stale: boolean }) {
  const { posture, stale } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const word = useVerdictWord();
  const entityLink = useEntityRefLink();
  const notMet = checksWorstFirst(posture.checks).filter(
    check => check.verdict !== 'met',
  );
  return (
    <>
      <p className={styles.verdict}>
        <VerdictLabel verdict={standingOf(posture)} variant="pill" size={18} />
        {!posture.unwatched && (
          <span className={styles.muted}>
            {t('entity.coverage', {
              fresh: String(posture.coverage.fresh),
              all: String(posture.coverage.all),
            })}
            {posture.observedAt && (
              <>
                {' · '}
                <Age at={posture.observedAt} stale={stale} />
              </>
            )}
          </span>
        )}
      </p>
      {posture.unwatched && (
        <p className={styles.text}>
          <strong>{t('entity.unwatchedTitle')}.</strong>{' '}
          {t('entity.unwatchedAction')}
        </p>
      )}
      {!posture.unwatched && notMet.length === 0 && (
        <p className={styles.text}>
          {posture.checks.length > 0
            ? t('entity.allMet', { count: posture.checks.length })
            : posture.reason}
        </p>
      )}
      {notMet.length > 0 && (
        <ul className={styles.reasons}>
          {notMet.slice(0, SHOWN).map(check => (
            <li key={check.checkId}>
              <VerdictIcon
                verdict={check.verdict}
                label={word(check.verdict)}
              />
              <span>
                <strong>{check.title}.</strong> {check.reason}
              </span>
            </li>
          ))}
        </ul>
      )}
      {notMet.length > SHOWN && (
        <p className={styles.muted}>
          {t('entity.more', { count: notMet.length - SHOWN })}
        </p>
      )}
      <p className={styles.text}>
        <Link to={`${entityLink(posture.entityRef)}/posture`}>
          {t('entity.details')}
        </Link>
      </p>
    </>
  );
}
