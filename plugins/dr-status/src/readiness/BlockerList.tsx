import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { BgProvider, Button } from '@backstage/ui';
import type { Blocker, Verdict } from '@twinshore/plugin-dr-status-common';
import {
  Age,
  VerdictIcon,
  VerdictLabel,
  usePostureDrawer,
  verdictColours,
} from '@twinshore/plugin-dr-status-react';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import styles from './blockers.module.css';
import { useStableOrder } from './useStableOrder';

const SHOWN_AT_FIRST = 6;

const keyOf = (blocker: Blocker) => `${blocker.entityRef} ${blocker.checkId}`;

/** What an empty list means depends on what the headline rests on. */
const NONE = {
  met: 'blockers.none',
  'at-risk': 'blockers.noneWatched',
  unknown: 'blockers.noneUnknown',
  breached: 'blockers.noneUnknown',
} as const;

/**
 * What stands in the way, worst first as the backend orders it. The order is
 * held while someone reads; a note offers the new one.
 */
export function BlockerList(props: { blockers: Blocker[]; headline: Verdict }) {
  const { blockers, headline } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { items, outdated, release, handlers } = useStableOrder(
    blockers,
    keyOf,
  );
  const [showAll, setShowAll] = useState(false);
  const shown = showAll ? items : items.slice(0, SHOWN_AT_FIRST);

  return (
    <section
      aria-labelledby="dr-blockers"
      className={styles.card}
      {...handlers}
    >
      <div className={styles.head}>
        <h2 id="dr-blockers" className={styles.title}>
          {t('blockers.title')}
        </h2>
        <span className={styles.note}>
          <span role="status">{outdated && t('blockers.newOrder')}</span>
          {outdated && (
            <Button size="small" variant="tertiary" onPress={release}>
              {t('blockers.applyOrder')}
            </Button>
          )}
          {blockers.length > 0 && (
            <span className={styles.muted}>
              {t('blockers.count', { count: blockers.length })}
            </span>
          )}
        </span>
      </div>
      {blockers.length === 0 ? (
        <p className={styles.none}>
          <VerdictIcon
            verdict={headline === 'breached' ? 'unknown' : headline}
          />
          {t(NONE[headline])}
        </p>
      ) : (
        <>
          <ul className={styles.list}>
            {shown.map(blocker => (
              <BlockerItem key={keyOf(blocker)} blocker={blocker} />
            ))}
          </ul>
          {items.length > SHOWN_AT_FIRST && (
            <BgProvider bg="neutral-1">
              <Button
                size="small"
                variant="secondary"
                onPress={() => setShowAll(!showAll)}
              >
                {showAll
                  ? t('blockers.showFewer')
                  : t('blockers.showAll', { total: String(items.length) })}
              </Button>
            </BgProvider>
          )}
        </>
      )}
    </section>
  );
}

function BlockerItem(props: { blocker: Blocker }) {
  const { blocker } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { hrefOf } = usePostureDrawer();
  return (
    <li className={`${styles.item} ${verdictColours(blocker.verdict)}`}>
      <div className={styles.head}>
        <h3 className={styles.itemTitle}>
          <Link to={hrefOf(blocker.entityRef)}>
            {blocker.entityTitle}: {blocker.title}
          </Link>
        </h3>
        <VerdictLabel verdict={blocker.verdict} />
      </div>
      <p className={styles.text}>{blocker.reason}</p>
      {blocker.remediation && (
        <p className={styles.text}>
          <strong>{t('blockers.todo')}:</strong> {blocker.remediation}
        </p>
      )}
      <p className={styles.muted}>
        {t('blockers.since')} <Age at={blocker.since} bare />
        {blocker.observedAt && (
          <>
            {' · '}
            {t('blockers.measured')} <Age at={blocker.observedAt} />
          </>
        )}
        {' · '}
        {blocker.owner ? (
          <>
            {t('blockers.owner')}{' '}
            <EntityRefLink
              entityRef={blocker.owner}
              defaultKind="group"
              hideIcon
            />
          </>
        ) : (
          t('blockers.noOwner')
        )}
        {' · '}
        {[blocker.site, blocker.tier].filter(Boolean).join(' · ')}
      </p>
    </li>
  );
}
