import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { BgProvider, Button } from '@backstage/ui';
import {
  drStatusResilienceHubAssessPermission,
  type ResilienceHubApp,
} from '@twinshore/plugin-dr-status-common';
import {
  Age,
  DrStatusError,
  drStatusApiRef,
} from '@twinshore/plugin-dr-status-react';
import { useEffect, useRef, useState } from 'react';
import { drStatusTranslationRef } from '../messages';
import { resilienceHubApiRef } from './api/ResilienceHubClient';
import styles from './resilienceHub.module.css';
import { isOpen } from './verdicts';

/**
 * Has an app assessed, and shows how far that has come. Whoever lacks the
 * permission sees the progress all the same.
 */
export function AssessButton(props: {
  app: ResilienceHubApp;
  onStarted(): void;
}) {
  const { app, onStarted } = props;
  const { name, newest } = app;
  const { t } = useTranslationRef(drStatusTranslationRef);
  const api = useApi(resilienceHubApiRef);
  const { allowed } = usePermission({
    permission: drStatusResilienceHubAssessPermission,
  });
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<string>();
  const status = useApi(drStatusApiRef);
  const ended = useEnded(app);
  const message = newest?.message ?? '';
  const open = isOpen(newest);

  // The checks of the estate follow at once, and not at the source's next round.
  useEffect(() => {
    if (ended && allowed) {
      // Who may not ask it waits for that round.
      status.refreshSource(app.sourceId).catch(() => {});
    }
  }, [ended, allowed, status, app.sourceId]);

  const start = async () => {
    setStarting(true);
    setFailure(undefined);
    try {
      await api.startAssessment(app.appId);
    } catch (error) {
      setFailure(DrStatusError.from(error).message);
    } finally {
      setStarting(false);
      // Somebody else may have started one in the meantime.
      onStarted();
    }
  };

  return (
    <div className={styles.assess}>
      {allowed && app.assessable && (
        // Stands on a card, which gives it its contrast.
        <BgProvider bg="neutral-1">
          <Button
            size="small"
            variant="secondary"
            isDisabled={starting || open}
            onPress={start}
            aria-label={t('resilienceHub.assess.startOf', { name })}
          >
            {starting
              ? t('resilienceHub.assess.starting')
              : t('resilienceHub.assess.start')}
          </Button>
        </BgProvider>
      )}
      {allowed && !app.assessable && (
        <span className={styles.muted}>
          {t('resilienceHub.assess.notHere', { source: app.sourceId })}
        </span>
      )}
      {open && (
        <div
          role="progressbar"
          aria-label={t('resilienceHub.assess.progress', { name })}
          aria-valuetext={t(
            `resilienceHub.assess.${
              newest.status as 'pending' | 'in-progress'
            }`,
          )}
          className={styles.progress}
        >
          <div aria-hidden className={styles.bar} />
          <span className={styles.muted}>
            {t(
              `resilienceHub.assess.${
                newest.status as 'pending' | 'in-progress'
              }`,
            )}{' '}
            {t('resilienceHub.assess.for')} <Age at={newest.startedAt} bare />
            {newest.startedBy &&
              `, ${t('resilienceHub.assess.by', {
                user: newest.startedBy.replace(/^.*\//, ''),
              })}`}
          </span>
        </div>
      )}
      <span role="status" className={styles.muted}>
        {failure && t('resilienceHub.assess.failed', { message: failure })}
        {!failure &&
          !open &&
          ended &&
          t(`resilienceHub.assess.ended.${ended}`, {
            name,
            message,
          })}
      </span>
    </div>
  );
}

/** How the assessment ended that was seen running on this page. */
function useEnded({
  newest,
}: ResilienceHubApp): 'success' | 'failed' | undefined {
  const running = useRef<string>();
  const [ended, setEnded] = useState<'success' | 'failed'>();
  const id = newest?.assessmentId;
  const status = newest?.status;
  useEffect(() => {
    if (status === 'pending' || status === 'in-progress') {
      running.current = id;
      setEnded(undefined);
    } else if (
      id !== undefined &&
      id === running.current &&
      (status === 'success' || status === 'failed')
    ) {
      setEnded(status);
    }
  }, [id, status]);
  return ended;
}
