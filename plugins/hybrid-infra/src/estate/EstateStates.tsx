import type { ResponseError } from '@backstage/errors';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Skeleton } from '@backstage/ui';
import type { UseSummaryResult } from '@twinshore/plugin-dr-status-react';
import { hybridInfraTranslationRef } from '../translation';
import styles from './page.module.css';

/** Shape of the map while the first answer is on its way. */
export function EstateSkeleton() {
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  return (
    <div role="status" aria-label={t('states.loading')}>
      <div className={styles.skeleton} aria-hidden="true">
        {['left', 'middle', 'right'].map(column => (
          <div key={column} className={styles.skeletonColumn}>
            {[28, 120, 96, 160].map(height => (
              <Skeleton key={height} width="100%" height={height} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** A sentence about what is missing, and what to do about it. */
export function Notice(props: {
  status?: 'info' | 'warning' | 'danger';
  title: string;
  description: string;
  onRetry?: () => void;
}) {
  const { status = 'info', title, description, onRetry } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  return (
    <Alert
      status={status}
      icon
      role={status === 'info' ? 'status' : 'alert'}
      title={title}
      description={description}
      customActions={
        onRetry && (
          <Button size="small" variant="secondary" onPress={onRetry}>
            {t('states.retry')}
          </Button>
        )
      }
    />
  );
}

function isForbidden(error: Error): boolean {
  return (
    error.name === 'NotAllowedError' ||
    (error as Partial<ResponseError>).response?.status === 403
  );
}

/** The catalog gave nothing at all. */
export function StructureFailed(props: { error: Error; onRetry: () => void }) {
  const { error, onRetry } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  return isForbidden(error) ? (
    <Notice
      status="warning"
      title={t('states.forbiddenTitle')}
      description={t('states.forbiddenAction')}
      onRetry={onRetry}
    />
  ) : (
    <Notice
      status="danger"
      title={t('states.failedTitle')}
      description={t('states.failedAction', { message: error.message })}
      onRetry={onRetry}
    />
  );
}

/** Structure is there, live state is not, or is not renewed. */
export function PostureNotice(props: { posture: UseSummaryResult }) {
  const { error, summary, refresh } = props.posture;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  if (!error) {
    return null;
  }
  return (
    <Notice
      status="warning"
      title={t(summary ? 'states.postureStaleTitle' : 'states.postureTitle')}
      description={t(
        summary ? 'states.postureStaleAction' : 'states.postureAction',
        { message: error.message },
      )}
      onRetry={refresh}
    />
  );
}
