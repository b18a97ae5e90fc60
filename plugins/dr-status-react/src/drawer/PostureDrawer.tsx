import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { BgProvider, ButtonIcon, ButtonLink, Skeleton } from '@backstage/ui';
import Drawer from '@material-ui/core/Drawer';
import { RiCloseLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { useEntityPosture } from '../live/useEntityPosture';
import { useSummary } from '../live/useSummary';
import { drStatusReactTranslationRef } from '../messages';
import { Freshness } from '../freshness/Freshness';
import { EntityTypeIcon } from '../entity/EntityTypeIcon';
import { Problem } from '../problem/Problem';
import styles from './drawer.module.css';
import { PostureDetail } from './PostureDetail';
import { usePostureDrawer } from './usePostureDrawer';

const HEADING = 'dr-posture-drawer-title';

/**
 * The drawer of the entity that the address names (`?entity=…`). A page draws
 * it once; {@link EntityChip} and {@link usePostureDrawer} open it.
 * @public
 */
export function PostureDrawer() {
  const { entityRef, close } = usePostureDrawer();
  // Keeps the content while the sheet slides out.
  const [shown, setShown] = useState(entityRef);
  useEffect(() => {
    if (entityRef) {
      setShown(entityRef);
    }
  }, [entityRef]);
  const drawn = entityRef ?? shown;
  return (
    <Drawer
      anchor="right"
      open={Boolean(entityRef)}
      onClose={close}
      transitionDuration={prefersReducedMotion() ? 0 : 160}
      PaperProps={{
        className: styles.paper,
        role: 'dialog',
        'aria-modal': true,
        'aria-labelledby': HEADING,
      }}
    >
      {drawn && (
        <BgProvider bg="neutral-1">
          <DrawerContent key={drawn} entityRef={drawn} onClose={close} />
        </BgProvider>
      )}
    </Drawer>
  );
}

function DrawerContent(props: { entityRef: string; onClose(): void }) {
  const { entityRef, onClose } = props;
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  const { posture, refresh, ...live } = useEntityPosture(entityRef);
  const { summary } = useSummary();
  const linkTo = useEntityRefLink();
  const known =
    posture ?? summary?.entities.find(item => item.entityRef === entityRef);
  const title = known?.title ?? entityRef;
  return (
    <div className={styles.content}>
      <header className={styles.header}>
        {known && <EntityTypeIcon type={known.type} size={20} />}
        <h2 id={HEADING} className={styles.title}>
          {title}
        </h2>
        <ButtonIcon
          variant="tertiary"
          aria-label={t('drawer.close')}
          icon={<RiCloseLine aria-hidden />}
          onPress={onClose}
        />
      </header>
      <div className={styles.bar}>
        <Freshness {...live} />
        <ButtonLink size="small" variant="secondary" href={linkTo(entityRef)}>
          {t('drawer.openInCatalog')}
        </ButtonLink>
      </div>
      {live.error && (
        <>
          <Problem error={live.error} onRetry={() => refresh()} />
          {posture && <p className={styles.meta}>{t('drawer.stale')}</p>}
        </>
      )}
      {posture && <PostureDetail posture={posture} refresh={refresh} />}
      {live.loading && (
        <div
          role="status"
          aria-label={t('drawer.loading', { entityRef })}
          className={styles.skeleton}
        >
          <Skeleton width="40%" height={28} />
          <Skeleton width="90%" height={18} />
          <Skeleton width="100%" height={120} />
          <Skeleton width="100%" height={120} />
        </div>
      )}
    </div>
  );
}

function prefersReducedMotion(): boolean {
  return Boolean(
    window.matchMedia?.('(prefers-reduced-motion: reduce)').matches,
  );
}
