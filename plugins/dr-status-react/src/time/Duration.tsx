import { formatDuration } from './formatDuration';
import styles from './time.module.css';

/**
 * A duration as people say it; its title has the exact number of seconds.
 * @public
 */
export function Duration(props: { seconds: number }) {
  const { seconds } = props;
  return (
    <span className={styles.time} title={`${seconds} s`}>
      {formatDuration(seconds)}
    </span>
  );
}
