import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { BgProvider, Button } from '@backstage/ui';
import {
  drStatusSourceRefreshPermission,
  type SourceStatus,
} from '@twinshore/plugin-dr-status-common';
import { useState } from 'react';
import { drStatusApiRef } from '../api/DrStatusApi';
import { DrStatusError } from '../api/DrStatusError';
import { drStatusReactTranslationRef } from '../messages';
import styles from './drawer.module.css';

/** Props of {@link RefreshSourceButton}. @public */
export interface RefreshSourceButtonProps {
  source: Pick<SourceStatus, 'id' | 'title'>;
  /** Called once the source was asked, to renew what the page shows. */
  onRefreshed?(): void;
}

/**
 * Asks a source again at once. Not there for people without the permission.
 * @public
 */
export function RefreshSourceButton(props: RefreshSourceButtonProps) {
  const { source, onRefreshed } = props;
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  const api = useApi(drStatusApiRef);
  const { allowed } = usePermission({
    permission: drStatusSourceRefreshPermission,
  });
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<string>();
  if (!allowed) {
    return null;
  }
  const refresh = async () => {
    setAsking(true);
    setFailure(undefined);
    try {
      await api.refreshSource(source.id);
      onRefreshed?.();
    } catch (error) {
      setFailure(DrStatusError.from(error).message);
    } finally {
      setAsking(false);
    }
  };
  return (
    <span className={styles.refresh}>
      {/* Stands on a card, which gives it its contrast. */}
      <BgProvider bg="neutral-1">
        <Button
          size="small"
          variant="secondary"
          isDisabled={asking}
          onPress={refresh}
          aria-label={t('source.refreshOf', { title: source.title })}
        >
          {asking ? t('source.refreshing') : t('source.refresh')}
        </Button>
      </BgProvider>
      <span role="status" className={styles.failure}>
        {failure && t('source.refreshFailed', { message: failure })}
      </span>
    </span>
  );
}
