import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { BgProvider, Button } from '@backstage/ui';
import type { Summary, Transition } from '@twinshore/plugin-dr-status-common';
import {
  Age,
  VerdictLabel,
  usePostureDrawer,
} from '@twinshore/plugin-dr-status-react';
import { useMemo, useState } from 'react';
import { Link } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import styles from './transitions.module.css';

const SHOWN_AT_FIRST = 8;

/** What changed within a day, newest first. */
export function TransitionList(props: { summary: Summary }) {
  const { transitions, entities } = props.summary;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { hrefOf } = usePostureDrawer();
  const [showAll, setShowAll] = useState(false);
  const titles = useMemo(
    () => new Map(entities.map(entity => [entity.entityRef, entity.title])),
    [entities],
  );
  const newestFirst = useMemo(
    () => [...transitions].sort((a, b) => b.at.localeCompare(a.at)),
    [transitions],
  );
  const shown = showAll ? newestFirst : newestFirst.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-labelledby="dr-transitions" className={styles.card}>
      <h2 id="dr-transitions" className={styles.title}>
        {t('transitions.title')}
      </h2>
      {shown.length === 0 ? (
        <p className={styles.muted}>{t('transitions.none')}</p>
      ) : (
        <ol className={styles.list} aria-label={t('transitions.list')}>
          {shown.map(transition => (
            <li key={keyOf(transition)}>
              <span className={styles.when}>
                <Age at={transition.at} />
              </span>
              <span className={styles.change}>
                {transition.from ? (
                  <VerdictLabel verdict={transition.from} size={13} />
                ) : (
                  <span className={styles.muted}>
                    {t('transitions.appeared')}
                  </span>
                )}
                <span aria-label={t('transitions.to')} role="img">
                  →
                </span>
                <VerdictLabel verdict={transition.to} size={13} />
              </span>
              <span className={styles.what}>
                <Link to={hrefOf(transition.entityRef)}>
                  {titles.get(transition.entityRef) ?? transition.entityRef}
                </Link>
                : {transition.title}.{' '}
                <span className={styles.muted}>{transition.reason}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {newestFirst.length > SHOWN_AT_FIRST && (
        <BgProvider bg="neutral-1">
          <Button
            size="small"
            variant="secondary"
            onPress={() => setShowAll(!showAll)}
          >
            {showAll
              ? t('transitions.showFewer')
              : t('transitions.showAll', { total: String(newestFirst.length) })}
          </Button>
        </BgProvider>
      )}
    </section>
  );
}

function keyOf(transition: Transition): string {
  return `${transition.at} ${transition.entityRef} ${transition.checkId}`;
}
