import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Age,
  VerdictIcon,
  formatDuration,
  standingOf,
  useVerdictWord,
} from '@twinshore/plugin-dr-status-react';
import type { ReplicationHop } from '../model/replication';
import { hybridInfraTranslationRef } from '../translation';
import styles from './map.module.css';

/** How far a copy is behind, or that nobody measures it. */
export function HopText(props: { hop: ReplicationHop; short?: boolean }) {
  const { hop, short } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const word = useVerdictWord();
  const standing = standingOf(hop);
  const known = hop.ageSeconds !== undefined;
  return (
    <span className={styles.hopText}>
      <VerdictIcon verdict={standing} size={12} label={word(standing)} />{' '}
      {known ? (
        <span title={`${hop.ageSeconds} s`} className={styles.figure}>
          {short
            ? formatDuration(hop.ageSeconds!)
            : t('estate.hop.behind', {
                age: formatDuration(hop.ageSeconds!),
              })}
        </span>
      ) : (
        <span title={t('estate.hop.unmeasured')}>
          {short
            ? t(`mode.${hop.mode ?? 'unknown'}`)
            : t('estate.hop.unmeasured')}
        </span>
      )}
      {known && !short && (
        <>
          {' · '}
          <Age at={hop.observedAt} staleAfterSeconds={60} />
        </>
      )}
    </span>
  );
}
