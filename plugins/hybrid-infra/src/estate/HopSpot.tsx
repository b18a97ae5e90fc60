import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { VisuallyHidden } from '@backstage/ui';
import { standingOf, verdictColours } from '@twinshore/plugin-dr-status-react';
import { Link } from 'react-router-dom';
import type { ReplicationHop } from '../model/replication';
import { hybridInfraTranslationRef } from '../translation';
import { HopText } from './HopText';
import { useMap } from './MapContext';
import styles from './map.module.css';

/** What crosses the water: the middle of a replication arrow, with its age. */
export function HopSpot(props: { hop: ReplicationHop }) {
  const { hop } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const map = useMap();
  const dimmed =
    map.lit !== undefined &&
    !(map.lit.has(hop.from.ref) && map.lit.has(hop.to.ref));
  const label = t('estate.hop.label', {
    from: hop.from.title,
    to: hop.to.title,
    mode: t(`mode.${hop.mode ?? 'unknown'}`),
  });
  return (
    <Link
      to={map.hrefOf(hop.to.ref)}
      className={`${styles.hop} ${verdictColours(standingOf(hop))} ${
        dimmed ? styles.dimmed : ''
      }`}
      data-hop={hop.id}
      data-stop={hop.id}
      tabIndex={map.tabStop === hop.id ? 0 : -1}
      title={label}
      onMouseEnter={() => map.pointAt(hop.to.ref)}
      onMouseLeave={() => map.pointAt(undefined)}
      onFocus={() => {
        map.setTabStop(hop.id);
        map.pointAt(hop.to.ref);
      }}
      onBlur={() => map.pointAt(undefined)}
    >
      <VisuallyHidden>{label}: </VisuallyHidden>
      <span className={styles.hopNames} aria-hidden="true">
        {hop.from.title} → {hop.to.title}
      </span>
      <HopText hop={hop} short />
    </Link>
  );
}
