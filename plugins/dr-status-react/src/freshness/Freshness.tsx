import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { LiveState } from '../live/LiveFeed';
import { drStatusReactTranslationRef } from '../messages';
import { Age } from '../time/Age';
import styles from './freshness.module.css';

/** Props of {@link Freshness}. @public */
export type FreshnessProps = Pick<
  LiveState<unknown>,
  'connected' | 'error' | 'lastUpdatedAt' | 'loading'
>;

/**
 * How fresh the page is and whether it is connected. Takes what
 * {@link useSummary} and its siblings return.
 * @public
 */
export function Freshness(props: FreshnessProps) {
  const { connected, error, lastUpdatedAt, loading } = props;
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  let state: 'loading' | 'disconnected' | 'live' | 'polling' = 'polling';
  let title: string = t('freshness.pollingTitle');
  if (error) {
    state = 'disconnected';
    title = t('freshness.disconnectedTitle', { message: error.message });
  } else if (loading) {
    state = 'loading';
    title = '';
  } else if (connected) {
    state = 'live';
    title = t('freshness.liveTitle');
  }
  return (
    <span className={`${styles.note} ${styles[state]}`}>
      {/* Only the change of state is announced, not the ticking age. */}
      <span role="status" className={styles.state} title={title || undefined}>
        <span aria-hidden className={styles.dot} />
        {t(`freshness.${state}`)}
      </span>
      {lastUpdatedAt !== undefined && (
        <span>
          {' · '}
          <Age at={lastUpdatedAt} staleAfterSeconds={45} />
        </span>
      )}
    </span>
  );
}
