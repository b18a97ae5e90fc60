import { stringifyEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Skeleton } from '@backstage/ui';
import {
  Freshness,
  PostureDetail,
  PostureDrawer,
  Problem,
  useEntityPosture,
} from '@twinshore/plugin-dr-status-react';
import { drStatusTranslationRef } from '../messages';
import styles from './entity.module.css';
import { HistoryStrip } from './HistoryStrip';
import { Protection } from './Protection';

/** All that is known of an entity's posture: a tab of its page. */
export function EntityPostureTab() {
  const { entity } = useEntity();
  const { t } = useTranslationRef(drStatusTranslationRef);
  const { posture, refresh, ...live } = useEntityPosture(
    stringifyEntityRef(entity),
  );
  return (
    <div className={styles.tab}>
      <div className={styles.bar}>
        <h2 className={styles.title}>{t('entity.title')}</h2>
        <Freshness {...live} />
      </div>
      {live.error && <Problem error={live.error} onRetry={() => refresh()} />}
      {live.loading && (
        <div role="status" aria-label={t('entity.loading')}>
          <Skeleton width="100%" height={240} />
        </div>
      )}
      <div className={styles.columns}>
        {posture && (
          <div className={styles.card}>
            <PostureDetail posture={posture} refresh={refresh} />
          </div>
        )}
        <div className={styles.side}>
          <Protection entity={entity} />
          {posture && !posture.unwatched && <HistoryStrip posture={posture} />}
        </div>
      </div>
      <PostureDrawer />
    </div>
  );
}
