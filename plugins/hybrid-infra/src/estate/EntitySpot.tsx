import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import {
  EntityChip,
  standingOf,
  verdictColours,
} from '@twinshore/plugin-dr-status-react';
import { Link } from 'react-router-dom';
import type { EstateItem } from '../model/EstateItem';
import { hybridInfraTranslationRef } from '../translation';
import { HopText } from './HopText';
import { useMap } from './MapContext';
import styles from './map.module.css';

/** `aws-primary-a` in `aws-primary` is `a`: the site stands above it already. */
function shortZone(zoneRef: string, site: string): string {
  const name = zoneRef.split('/').pop() ?? zoneRef;
  return name.startsWith(`${site}-`) ? name.slice(site.length + 1) : name;
}

/** An entity on the map: its chip, and what the chosen view says beside it. */
export function EntitySpot(props: { item: EstateItem; plain?: boolean }) {
  const { item, plain } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const map = useMap();
  const dimmed =
    map.lit !== undefined
      ? !map.lit.has(item.ref)
      : map.view === 'replication' && !plain && !isReplicating(item, map);
  const hops = plain ? undefined : map.localHops.get(item.ref);

  return (
    <div
      className={`${styles.spot} ${dimmed ? styles.dimmed : ''}`}
      onMouseEnter={() => map.pointAt(item.ref)}
      onMouseLeave={() => map.pointAt(undefined)}
    >
      <Link
        to={map.hrefOf(item.ref)}
        className={`${styles.link} ${styles[standingOf(item)]} ${verdictColours(
          standingOf(item),
        )}`}
        data-stop={item.ref}
        tabIndex={map.tabStop === item.ref ? 0 : -1}
        title={item.reason ? `${item.title}: ${item.reason}` : item.title}
        onFocus={() => {
          map.setTabStop(item.ref);
          map.pointAt(item.ref);
        }}
        onBlur={() => map.pointAt(undefined)}
      >
        <EntityChip entity={{ ...item, entityRef: item.ref }} inert />
        {!plain && <SpotNote item={item} />}
      </Link>
      {hops?.map(hop => (
        <span key={hop.id} className={styles.localHop}>
          {t('estate.hop.local', {
            from: hop.from.title,
            mode: t(`mode.${hop.mode ?? 'unknown'}`),
          })}
          {' · '}
          <HopText hop={hop} />
        </span>
      ))}
    </div>
  );
}

function isReplicating(item: EstateItem, map: ReturnType<typeof useMap>) {
  return (
    item.replicates.length > 0 ||
    map.localHops.has(item.ref) ||
    map.replicas.has(item.ref)
  );
}

function SpotNote(props: { item: EstateItem }) {
  const { item } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const { view } = useMap();
  if (view === 'ownership') {
    return (
      <span className={styles.note}>
        {item.owner ? (
          <EntityDisplayName entityRef={item.owner} hideIcon disableTooltip />
        ) : (
          <strong>{t('estate.noOwner')}</strong>
        )}
      </span>
    );
  }
  if (
    view === 'redundancy' &&
    !item.redundancy &&
    item.failsOverTo.length === 0
  ) {
    return <span className={styles.note}>{t('estate.noSpare')}</span>;
  }
  if (item.zones.length > 0 && item.site !== 'global') {
    const zones = item.zones.map(zone => shortZone(zone, item.site)).join(' ');
    return (
      <span
        className={styles.note}
        title={t(item.zones.length === 1 ? 'estate.zone' : 'estate.zones', {
          zones,
        })}
      >
        {zones}
      </span>
    );
  }
  return null;
}
