import { useCallback, useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Freshness, PostureDrawer } from '@twinshore/plugin-dr-status-react';
import { useSearchParams } from 'react-router-dom';
import {
  matches,
  readFilter,
  writeFilter,
  type EstateFilter,
} from '../model/estateFilter';
import { hybridInfraTranslationRef } from '../translation';
import { EstateList } from './EstateList';
import { EstateMap } from './EstateMap';
import {
  EstateSkeleton,
  Notice,
  PostureNotice,
  StructureFailed,
} from './EstateStates';
import { EstateToolbar } from './EstateToolbar';
import { useEstate } from './useEstate';
import styles from './page.module.css';

/** The whole estate: what stands where, what stands behind it, how it fares. */
export function EstatePage() {
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const { items, hops, rejected, error, reload, posture } = useEstate();
  const [params, setParams] = useSearchParams();

  const query = params.toString();
  const filter = useMemo(() => readFilter(new URLSearchParams(query)), [query]);
  const onChange = useCallback(
    (change: Partial<EstateFilter>) =>
      // Not one step of history for every key typed.
      setParams(current => writeFilter(current, change), { replace: true }),
    [setParams],
  );
  const shown = useMemo(() => matches(filter), [filter]);
  const siteTitle = useCallback(
    (site: string) => {
      if (site === 'global' || site === 'bridge') {
        return t(`estate.${site}`);
      }
      return (
        items?.find(item => item.type === 'site' && item.site === site)
          ?.title ?? site
      );
    },
    [items, t],
  );

  if (!items) {
    return (
      <main className={styles.page}>
        {error ? (
          <StructureFailed error={error} onRetry={reload} />
        ) : (
          <EstateSkeleton />
        )}
      </main>
    );
  }
  if (items.length === 0) {
    return (
      <main className={styles.page}>
        <Notice
          title={t('states.emptyTitle')}
          description={t('states.emptyAction')}
          onRetry={reload}
        />
      </main>
    );
  }

  const listed = items.filter(shown);
  return (
    <main className={styles.page}>
      <PostureNotice posture={posture} />
      {error && (
        <Notice
          status="warning"
          title={t('states.staleTitle')}
          description={t('states.failedAction', { message: error.message })}
          onRetry={reload}
        />
      )}
      {rejected.length > 0 && (
        <Notice
          status="warning"
          title={t('states.rejectedTitle', { count: rejected.length })}
          description={rejected
            .map(
              ({ entityRef, problems }) =>
                `${entityRef}: ${problems.join('; ')}`,
            )
            .join(' · ')}
        />
      )}
      <EstateToolbar
        items={items}
        shownCount={listed.length}
        filter={filter}
        onChange={onChange}
        siteTitle={siteTitle}
        freshness={<Freshness {...posture} />}
      />
      {listed.length === 0 && (
        <Notice
          title={t('states.nothingTitle')}
          description={t('states.nothingAction')}
        />
      )}
      {listed.length > 0 && filter.as === 'map' && (
        <EstateMap items={items} hops={hops} view={filter.view} shown={shown} />
      )}
      {listed.length > 0 && filter.as === 'list' && (
        <EstateList items={listed} hops={hops} siteTitle={siteTitle} />
      )}
      <PostureDrawer />
    </main>
  );
}
