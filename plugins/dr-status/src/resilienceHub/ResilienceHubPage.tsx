import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import {
  compareVerdicts,
  type SourceStatus,
} from '@twinshore/plugin-dr-status-common';
import {
  PostureDrawer,
  Problem,
  VerdictIcon,
  useSources,
  verdictSurface,
} from '@twinshore/plugin-dr-status-react';
import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { drStatusTranslationRef } from '../messages';
import { resilienceHubApiRef } from './api/ResilienceHubClient';
import { AppDetail } from './AppDetail';
import { AppTable } from './AppTable';
import styles from './resilienceHub.module.css';
import { usePolled } from './usePolled';
import { complianceVerdict, isOpen, type ShownApp } from './verdicts';

const KIND = 'resilience-hub';
const POLL_MILLISECONDS = 15_000;
/** Somebody waits for the end of an assessment. */
const POLL_OPEN_MILLISECONDS = 2_000;

/** `/dr/resilience-hub`: what AWS Resilience Hub estimates, and the past of it. */
export function ResilienceHubPage() {
  const { t } = useTranslationRef(drStatusTranslationRef);
  const api = useApi(resilienceHubApiRef);
  const { sources } = useSources();
  const { value, error, loading, refresh } = usePolled(
    useCallback(() => api.getApps(), [api]),
    apps =>
      apps?.some(({ newest }) => isOpen(newest))
        ? POLL_OPEN_MILLISECONDS
        : POLL_MILLISECONDS,
  );
  const ours = sources?.filter(({ kind }) => kind === KIND);
  const failing = new Set(
    ours?.filter(source => source.error).map(({ id }) => id),
  );
  return (
    <main className={styles.page}>
      <div>
        <h2 className={styles.title}>{t('resilienceHub.title')}</h2>
        <p className={styles.muted}>{t('resilienceHub.note')}</p>
      </div>
      {error && <Problem error={error} onRetry={() => refresh()} />}
      {loading && (
        <div role="status" aria-label={t('resilienceHub.loading')}>
          <Skeleton width="100%" height={320} />
        </div>
      )}
      {ours?.map(source => (
        <SourceProblem
          key={source.id}
          source={source}
          shown={value?.some(({ sourceId }) => sourceId === source.id) ?? false}
        />
      ))}
      {value?.length === 0 && <Empty sources={ours} />}
      {value && value.length > 0 && (
        <Apps
          apps={value.map(app => ({
            ...app,
            silent: failing.has(app.sourceId),
          }))}
          onChanged={() => refresh()}
        />
      )}
      <PostureDrawer />
    </main>
  );
}

function Apps(props: { apps: ShownApp[]; onChanged(): void }) {
  const { apps, onChanged } = props;
  const [searchParams] = useSearchParams();
  const now = Date.now();
  const named = apps.find(({ appId }) => appId === searchParams.get('app'));
  // Whoever names none sees the one that needs looking at.
  const shown =
    named ??
    [...apps].sort((a, b) =>
      compareVerdicts(complianceVerdict(b, now), complianceVerdict(a, now)),
    )[0];
  return (
    <>
      <AppTable apps={apps} shownId={shown.appId} />
      <AppDetail key={shown.appId} app={shown} onChanged={onChanged} />
    </>
  );
}

/** A silent source must not leave yesterday's figures looking like today's. */
function SourceProblem(props: { source: SourceStatus; shown: boolean }) {
  const { source, shown } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  if (!source.error) {
    return null;
  }
  return (
    <div
      role="alert"
      className={`${styles.problem} ${verdictSurface('unknown')}`}
    >
      <VerdictIcon verdict="unknown" size={20} />
      <div>
        <strong>
          {t('resilienceHub.source.failing', {
            title: source.title,
            message: source.error.message,
          })}
        </strong>{' '}
        {source.error.hint}{' '}
        {shown && <span>{t('resilienceHub.source.lastKnown')}</span>}
      </div>
    </div>
  );
}

function Empty(props: { sources?: SourceStatus[] }) {
  const { sources } = props;
  const { t } = useTranslationRef(drStatusTranslationRef);
  let text: 'noSource' | 'noApp' | 'waiting' = 'waiting';
  if (sources?.length === 0) {
    text = 'noSource';
  } else if (sources?.every(({ state }) => state === 'ok')) {
    text = 'noApp';
  }
  return (
    <section aria-labelledby="dr-hub-empty" className={styles.empty}>
      <h3 id="dr-hub-empty">{t('resilienceHub.empty.title')}</h3>
      <p>{t(`resilienceHub.empty.${text}`)}</p>
    </section>
  );
}
