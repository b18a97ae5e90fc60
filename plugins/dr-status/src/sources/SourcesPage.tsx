import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  SearchField,
  Skeleton,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import type { SourceStatus } from '@twinshore/plugin-dr-status-common';
import {
  Freshness,
  PostureDrawer,
  Problem,
  useSources,
} from '@twinshore/plugin-dr-status-react';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import styles from './sources.module.css';
import { SourceTable } from './SourceTable';

/** `/dr/sources`: which systems answer, which do not, why, and how to fix it. */
export function SourcesPage() {
  const { sources, ...live } = useSources();
  const { t } = useTranslationRef(drStatusTranslationRef);
  const answering = sources?.filter(source => source.state === 'ok').length;
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <div>
          <h2 className={styles.title}>{t('sources.title')}</h2>
          {sources && sources.length > 0 && (
            <p className={styles.muted}>
              {t('sources.summary', {
                ok: String(answering),
                total: String(sources.length),
              })}
            </p>
          )}
        </div>
        <Freshness {...live} />
      </div>
      {live.error && (
        <Problem error={live.error} onRetry={() => live.refresh()} />
      )}
      {live.loading && (
        <div role="status" aria-label={t('sources.loading')}>
          <Skeleton width="100%" height={320} />
        </div>
      )}
      {sources?.length === 0 && (
        <section aria-labelledby="dr-no-sources" className={styles.empty}>
          <h3 id="dr-no-sources">{t('sources.empty.title')}</h3>
          <p>{t('sources.empty.action')}</p>
        </section>
      )}
      {sources && sources.length > 0 && (
        <Filtered sources={sources} refresh={live.refresh} />
      )}
      <PostureDrawer />
    </main>
  );
}

function Filtered(props: {
  sources: SourceStatus[];
  refresh(): Promise<void>;
}) {
  const { sources, refresh } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const [searchParams, setSearchParams] = useSearchParams();
  const show = searchParams.get('show') === 'failing' ? 'failing' : 'all';
  const query = searchParams.get('q') ?? '';

  const setParameter = (name: string, value: string) =>
    setSearchParams(
      current => {
        const next = new URLSearchParams(current);
        if (value) {
          next.set(name, value);
        } else {
          next.delete(name);
        }
        return next;
      },
      { replace: true },
    );

  const shown = useMemo(() => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    return sources
      .filter(source => show === 'all' || source.state !== 'ok')
      .filter(source => {
        const text = [source.id, source.title, ...source.entityRefs]
          .join(' ')
          .toLowerCase();
        return words.every(word => text.includes(word));
      })
      .sort(
        (a, b) =>
          Number(a.state === 'ok') - Number(b.state === 'ok') ||
          a.title.localeCompare(b.title) ||
          a.id.localeCompare(b.id),
      );
  }, [sources, show, query]);

  return (
    <>
      <div className={styles.filters}>
        <SearchField
          aria-label={t('sources.search')}
          placeholder={t('sources.search')}
          size="small"
          value={query}
          onChange={value => setParameter('q', value)}
        />
        <ToggleButtonGroup
          aria-label={t('sources.filter')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[show]}
          onSelectionChange={keys =>
            setParameter('show', keys.has('failing') ? 'failing' : '')
          }
        >
          <ToggleButton id="all">{t('sources.filterAll')}</ToggleButton>
          <ToggleButton id="failing">{t('sources.filterFailing')}</ToggleButton>
        </ToggleButtonGroup>
      </div>
      {shown.length === 0 ? (
        <p className={styles.muted}>{t('sources.none')}</p>
      ) : (
        <SourceTable sources={shown} onRefreshed={() => refresh()} />
      )}
    </>
  );
}
