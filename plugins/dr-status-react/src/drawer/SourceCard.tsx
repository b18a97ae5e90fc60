import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  SourceState,
  SourceStatus,
} from '@twinshore/plugin-dr-status-common';
import { drStatusReactTranslationRef } from '../messages';
import { verdictColours, type Standing } from '../theme/verdictClasses';
import { Age } from '../time/Age';
import { VerdictIcon } from '../verdict/VerdictIcon';
import verdictStyles from '../verdict/verdict.module.css';
import styles from './drawer.module.css';
import { RefreshSourceButton } from './RefreshSourceButton';

const STANDINGS: Record<SourceState, Standing> = {
  ok: 'met',
  starting: 'unknown',
  failing: 'unknown',
  misconfigured: 'breached',
};

/**
 * State of a source in words. A source that fails is `unknown`, not breached:
 * its silence says nothing of the system behind it.
 * @public
 */
export function SourceStateLabel(props: { state: SourceState }) {
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  const standing = STANDINGS[props.state];
  return (
    <span className={`${verdictStyles.label} ${verdictColours(standing)}`}>
      <VerdictIcon verdict={standing} />
      {t(`source.state.${props.state}`)}
    </span>
  );
}

/** @internal */
export function SourceCard(props: {
  source: SourceStatus;
  onRefreshed(): void;
}) {
  const { source, onRefreshed } = props;
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  return (
    <li className={styles.source}>
      <div className={styles.checkHead}>
        <span className={styles.checkTitle}>{source.title}</span>
        <SourceStateLabel state={source.state} />
      </div>
      {source.error && (
        <p className={styles.reason}>
          <strong>{t(`source.error.${source.error.kind}`)}.</strong>{' '}
          {source.error.message} {source.error.hint}
        </p>
      )}
      <p className={styles.meta}>
        {t('source.lastSuccess')}{' '}
        <Age at={source.lastSuccessAt} stale={source.state !== 'ok'} />
        {source.consecutiveFailures > 0 && (
          <>
            {' · '}
            {t('source.failures', { count: source.consecutiveFailures })}
          </>
        )}
        {' · '}
        <span className={styles.sourceId}>{source.id}</span>
      </p>
      <RefreshSourceButton source={source} onRefreshed={onRefreshed} />
    </li>
  );
}
