import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePostureDrawer } from '@twinshore/plugin-dr-status-react';
import { dependencyGraph, dependencyPath } from '../model/dependencyPath';
import type { EstateView } from '../model/estateFilter';
import type { EstateItem } from '../model/EstateItem';
import { estateLayout, type EstateLayout } from '../model/estateLayout';
import { redundancyStacks } from '../model/redundancy';
import type { ReplicationHop } from '../model/replication';
import { nextStop, type FocusStop } from '../model/rovingFocus';
import { hybridInfraTranslationRef } from '../translation';
import { EntitySpot } from './EntitySpot';
import { HopOverlay } from './HopOverlay';
import { MapContext, type MapContextValue } from './MapContext';
import { SiteSection } from './SiteSection';
import { StraitSection } from './StraitSection';
import styles from './map.module.css';

/** Rows of one tier are this far apart for the arrow keys. */
const ROW_STEP = 1000;

/**
 * Where every spot is, read from what is drawn: collapsed cells draw none, and
 * only the browser knows. Order is the document's.
 */
function focusStops(root: HTMLElement): FocusStop[] {
  return [...root.querySelectorAll<HTMLElement>('[data-stop]')].map(
    (element, index) => ({
      ref: element.dataset.stop!,
      column: Number(
        element.closest<HTMLElement>('[data-column]')?.dataset.column ?? 0,
      ),
      row:
        Number(element.closest<HTMLElement>('[data-row]')?.dataset.row ?? 0) *
          ROW_STEP +
        (index % ROW_STEP),
    }),
  );
}

export interface EstateMapProps {
  items: readonly EstateItem[];
  hops: readonly ReplicationHop[];
  view: EstateView;
  shown(item: EstateItem): boolean;
}

/**
 * Sites as columns, tiers as rows, the water with its links and what crosses
 * it between them. A plain grid: nothing can overlap, whatever the number.
 */
export function EstateMap(props: EstateMapProps) {
  const { items, hops, view, shown } = props;
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const drawer = usePostureDrawer();
  const root = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<string>();
  const [chosenStop, setTabStop] = useState<string>();

  const layout = useMemo(
    () => estateLayout(items, hops, shown),
    [items, hops, shown],
  );
  const stacks = useMemo(() => redundancyStacks(items), [items]);
  const graph = useMemo(() => dependencyGraph(items), [items]);
  const replicas = useMemo(() => new Set(hops.map(hop => hop.to.ref)), [hops]);

  const zonedSites = useMemo(
    () =>
      new Set(
        layout.sites
          .filter(site => site.zones.length > 1)
          .map(site => site.name),
      ),
    [layout],
  );

  const siteTitles = useMemo(
    () => new Map(layout.sites.map(site => [site.name, site.title])),
    [layout],
  );

  const target = pointed ?? drawer.entityRef;
  const lit = useMemo(() => {
    const item = items.find(candidate => candidate.ref === target);
    return item && dependencyPath(item, graph);
  }, [items, graph, target]);

  const stops = useMemo(() => stopsOf(layout), [layout]);
  const tabStop =
    chosenStop && stops.includes(chosenStop) ? chosenStop : stops[0];

  const { hrefOf } = drawer;
  const context = useMemo<MapContextValue>(
    () => ({
      view,
      stacks,
      localHops: layout.localHops,
      replicas,
      zonedSites,
      siteTitles,
      lit,
      pointAt: setPointed,
      tabStop,
      setTabStop,
      hrefOf,
    }),
    [
      view,
      stacks,
      layout,
      replicas,
      zonedSites,
      siteTitles,
      lit,
      tabStop,
      hrefOf,
    ],
  );

  // What Tab reaches must be drawn: the stop may be in a collapsed cell.
  useEffect(() => {
    const drawn = root.current?.querySelectorAll<HTMLElement>('[data-stop]');
    const first = drawn?.[0]?.dataset.stop;
    if (first && ![...drawn!].some(element => element.tabIndex === 0)) {
      setTabStop(first);
    }
  }, [layout, tabStop]);

  const onKeyDown = useCallback((event: KeyboardEvent<HTMLDivElement>) => {
    const stop = (event.target as HTMLElement).dataset?.stop;
    if (
      !stop ||
      !root.current ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey
    ) {
      return;
    }
    const next = nextStop(focusStops(root.current), stop, event.key);
    if (next) {
      event.preventDefault();
      [...root.current.querySelectorAll<HTMLElement>('[data-stop]')]
        .find(element => element.dataset.stop === next)
        ?.focus();
    }
  }, []);

  const crossing = useMemo(
    () => layout.straits.flatMap(strait => strait.hops.map(({ hop }) => hop)),
    [layout],
  );
  const columns = layout.sites
    .map((_, index) =>
      index < layout.straits.length
        ? 'minmax(0, 1fr) var(--strait)'
        : 'minmax(0, 1fr)',
    )
    .join(' ');

  return (
    <MapContext.Provider value={context}>
      {/* The keys move focus between links, which are what is interactive. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={root}
        role="group"
        aria-label={t('estate.mapLabel')}
        className={styles.map}
        onKeyDown={onKeyDown}
      >
        {layout.global.length > 0 && (
          <section
            className={styles.global}
            aria-label={t('estate.global')}
            data-column={0}
            data-row={0}
          >
            <h2 className={styles.globalTitle}>{t('estate.global')}</h2>
            <div className={styles.globalItems}>
              {layout.global.map(item => (
                <EntitySpot key={item.ref} item={item} />
              ))}
            </div>
          </section>
        )}
        <div
          className={styles.grid}
          style={{
            gridTemplateColumns: `var(--labels) ${columns}`,
            gridTemplateRows: `repeat(${layout.tiers.length + 1}, auto)`,
          }}
        >
          {layout.tiers.map((tier, index) => (
            <div
              key={tier}
              className={styles.tierLabel}
              style={{ gridRow: index + 2, gridColumn: 1 }}
              aria-hidden="true"
            >
              {t(`tier.${tier}` as 'tier.data')}
            </div>
          ))}
          {layout.sites.map((site, index) => [
            <SiteSection
              key={site.name}
              site={site}
              tiers={layout.tiers}
              column={index}
            />,
            layout.straits[index] && (
              <StraitSection
                key={`after-${site.name}`}
                strait={layout.straits[index]}
                tiers={layout.tiers}
                left={site}
                right={layout.sites[index + 1]}
              />
            ),
          ])}
        </div>
        <HopOverlay root={root} hops={crossing} layoutKey={layout} />
      </div>
    </MapContext.Provider>
  );
}

function stopsOf(layout: EstateLayout): string[] {
  return [
    ...layout.global.map(item => item.ref),
    ...layout.sites.flatMap(site => [
      ...(site.site ? [site.site.ref] : []),
      ...site.zones.map(zone => zone.ref),
      ...site.cells.flatMap(cell => cell.items.map(item => item.ref)),
    ]),
    ...layout.straits.flatMap(strait => [
      ...strait.cells.flatMap(cell => cell.items.map(item => item.ref)),
      ...strait.hops.map(({ hop }) => hop.id),
    ]),
  ];
}
