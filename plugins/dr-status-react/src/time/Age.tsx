import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { drStatusReactTranslationRef } from '../messages';
import { absoluteTime } from './absoluteTime';
import { formatDuration } from './formatDuration';
import { useFromNow } from './ticker';
import styles from './time.module.css';

/** Props of {@link Age}. @public */
export interface AgeProps {
  /** ISO 8601, or milliseconds since the epoch; absent when it never happened. */
  at?: string | number;
  /** Older than this it is faded and says so. */
  staleAfterSeconds?: number;
  /** Known to be stale by the backend's own judgement. */
  stale?: boolean;
  /** The bare duration, for sentences that supply their own "ago". */
  bare?: boolean;
}

/**
 * How long ago something happened. Ticks; its title has the absolute time in
 * the reader's zone and in UTC.
 * @public
 */
export function Age(props: AgeProps) {
  const { at, staleAfterSeconds, bare } = props;
  const { t } = useTranslationRef(drStatusReactTranslationRef);
  const since = at === undefined ? NaN : new Date(at).getTime();
  const known = !Number.isNaN(since);

  const text = useFromNow(now => {
    if (!known) {
      return t('age.never');
    }
    const seconds = Math.max(0, Math.floor((now - since) / 1000));
    const duration = formatDuration(seconds);
    if (bare) {
      return duration;
    }
    return seconds < 1 ? t('age.now') : t('age.ago', { duration });
  });
  const tooOld = useFromNow(
    now =>
      known &&
      staleAfterSeconds !== undefined &&
      now - since > staleAfterSeconds * 1000,
  );

  if (!known) {
    return <span className={styles.time}>{text}</span>;
  }
  const stale = props.stale || tooOld;
  const time = absoluteTime(since);
  return (
    <time
      dateTime={new Date(since).toISOString()}
      title={t(stale ? 'age.stale' : 'age.title', { time })}
      className={`${styles.time} ${stale ? styles.stale : ''}`}
    >
      {text}
    </time>
  );
}
