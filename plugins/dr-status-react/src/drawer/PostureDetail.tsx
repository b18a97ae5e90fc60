import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  compareVerdicts,
  type CheckResult,
  type EntityPostureDetail,
} from '@twinshore/plugin-dr-status-common';
import { drStatusReactTranslationRef } from '../messages';
import { standingOf } from '../theme/verdictClasses';
import { Age } from '../time/Age';
import { VerdictLabel } from '../verdict/VerdictLabel';
import { CheckCard } from './CheckCard';
import styles from './drawer.module.css';
import { SourceCard } from './SourceCard';

/** Worst first, gates before others, then by title, so that it never jumps. @public */
export function checksWorstFirst(
  checks: readonly CheckResult[],
): CheckResult[] {
  return [...checks].sort(
    (a, b) =>
      compareVerdicts(b.verdict, a.verdict) ||
      Number(b.gate) - Number(a.gate) ||
      a.title.localeCompare(b.title) ||
      a.checkId.localeCompare(b.checkId),
  );
}

/** Props of {@link PostureDetail}. @public */
export interface PostureDetailProps {
  posture: EntityPostureDetail;
  /** Renews the posture after a source was asked. */
  refresh(): Promise<void>;
}

/** Everything known of one entity: verdict, checks with evidence, sources. @public */
export function PostureDetail(props: PostureDetailProps) {
  const { posture, refresh } = props;
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  return (
    <>
      <div className={styles.verdict}>
        <VerdictLabel verdict={standingOf(posture)} variant="pill" size={18} />
        {posture.observedAt && (
          <span className={styles.meta}>
            {t('check.observed')} <Age at={posture.observedAt} />
          </span>
        )}
      </div>
      {posture.unwatched ? (
        <p className={styles.reason}>
          <strong>{t('drawer.unwatchedTitle')}.</strong>{' '}
          {t('drawer.unwatchedAction')}
        </p>
      ) : (
        <p className={styles.reason}>{posture.reason}</p>
      )}
      <dl className={styles.facts}>
        <dt>{t('drawer.owner')}</dt>
        <dd>
          {posture.owner ? (
            <EntityRefLink entityRef={posture.owner} defaultKind="group" />
          ) : (
            t('drawer.noOwner')
          )}
        </dd>
        <dt>{t('drawer.site')}</dt>
        <dd>{posture.site}</dd>
        {posture.tier && (
          <>
            <dt>{t('drawer.tier')}</dt>
            <dd>{posture.tier}</dd>
          </>
        )}
        <dt>{t('drawer.coverage')}</dt>
        <dd>
          {t('drawer.coverageValue', {
            fresh: String(posture.coverage.fresh),
            all: String(posture.coverage.all),
          })}
        </dd>
      </dl>
      {posture.checks.length > 0 && (
        <section aria-labelledby="dr-drawer-checks">
          <h3 id="dr-drawer-checks" className={styles.section}>
            {t('drawer.checks')}
          </h3>
          {checksWorstFirst(posture.checks).map(check => (
            <CheckCard key={check.checkId} check={check} headingLevel={4} />
          ))}
        </section>
      )}
      <section aria-labelledby="dr-drawer-sources">
        <h3 id="dr-drawer-sources" className={styles.section}>
          {t('drawer.sources')}
        </h3>
        {posture.sources.length === 0 ? (
          <p className={styles.meta}>{t('drawer.noSources')}</p>
        ) : (
          <ul className={styles.list}>
            {posture.sources.map(source => (
              <SourceCard
                key={source.id}
                source={source}
                onRefreshed={() => refresh()}
              />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
