import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EntityChip,
  standingOf,
  useVerdictWord,
  verdictColours,
} from '@twinshore/plugin-dr-status-react';
import { Link } from 'react-router-dom';
import type { EstateItem } from '../model/EstateItem';
import { shortTitle } from '../model/shortTitle';
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
  const word = useVerdictWord();
  const dimmed =
    map.lit !== undefined
      ? !map.lit.has(item.ref)
      : map.view === 'replication' && !plain && !isReplicating(item, map);
  const shortName = useShortName(item);
  const said = useNote(item);
  const note = plain ? undefined : said;
  const name = plain && item.type === 'site' ? item.title : shortName;
  // What is read aloud holds what is seen, in the same words.
  const label = t('estate.spot', {
    title: [
      item.type === 'zone' ? t('estate.zone', { zones: name }) : name,
      note?.text,
    ]
      .filter(Boolean)
      .join(' '),
    verdict: word(standingOf(item)),
  });
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
        aria-label={label}
        data-stop={item.ref}
        tabIndex={map.tabStop === item.ref ? 0 : -1}
        title={item.reason ? `${item.title}: ${item.reason}` : item.title}
        onFocus={() => {
          map.setTabStop(item.ref);
          map.pointAt(item.ref);
        }}
        onBlur={() => map.pointAt(undefined)}
      >
        <EntityChip
          entity={{
            ...item,
            title: name,
            entityRef: item.ref,
          }}
          inert
        />{' '}
        {note && (
          <span
            className={`${styles.note} ${note.strong ? styles.strong : ''}`}
          >
            {note.text}
          </span>
        )}
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

/** Without what its place on the map says already. */
function useShortName(item: EstateItem): string {
  const { siteTitles } = useMap();
  return item.type === 'zone'
    ? shortZone(item.ref, item.site)
    : shortTitle(item.title, siteTitles.get(item.site) ?? item.site);
}

/** What the chosen view says beside an entity, in words. */
function useNote(
  item: EstateItem,
): { text: string; strong?: boolean } | undefined {
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const { view, zonedSites } = useMap();
  if (view === 'ownership') {
    return item.owner
      ? { text: item.owner.split('/').pop()! }
      : { text: t('estate.noOwner'), strong: true };
  }
  if (
    view === 'redundancy' &&
    !item.redundancy &&
    item.failsOverTo.length === 0
  ) {
    return { text: t('estate.noSpare') };
  }
  if (item.zones.length > 0 && zonedSites.has(item.site)) {
    return {
      text: item.zones.map(zone => shortZone(zone, item.site)).join(' '),
    };
  }
  return undefined;
}
