import { TIERS } from '@twinshore/plugin-hybrid-infra-common';
import type { EstateItem } from './EstateItem';
import type { ReplicationHop } from './replication';

/** Row of items that name no tier. */
export const NO_TIER = 'none';

/** Items of one site and one tier, or of one tier on the bridge. */
export interface EstateCell {
  tier: string;
  items: EstateItem[];
}

export interface SiteColumn {
  name: string;
  title: string;
  role?: string;
  /** The site's own entity, if it is declared. */
  site?: EstateItem;
  zones: EstateItem[];
  cells: EstateCell[];
}

/** The water between two neighbouring sites: links, and what crosses. */
export interface Strait {
  /** Index of the site to the left. */
  after: number;
  cells: EstateCell[];
  hops: Array<{ tier: string; hop: ReplicationHop }>;
}

export interface EstateLayout {
  tiers: string[];
  sites: SiteColumn[];
  straits: Strait[];
  /** What belongs to no site, for example name resolution for all of them. */
  global: EstateItem[];
  /** Hops that stay inside one site, by the copy's ref. */
  localHops: Map<string, ReplicationHop[]>;
}

const isSite = (item: EstateItem) => item.type === 'site';
const isZone = (item: EstateItem) => item.type === 'zone';

/**
 * Sites from left to right as data flows: a site comes after those it gets its
 * copies from, a standby last where nothing else decides.
 */
function orderSites(
  names: string[],
  hops: readonly ReplicationHop[],
  siteOf: ReadonlyMap<string, EstateItem>,
): string[] {
  const sources = new Map(names.map(name => [name, new Set<string>()]));
  for (const { from, to } of hops) {
    if (from.site !== to.site && sources.has(from.site)) {
      sources.get(to.site)?.add(from.site);
    }
  }
  const rest = [...names].sort(
    (a, b) =>
      Number(siteOf.get(a)?.role === 'passive') -
        Number(siteOf.get(b)?.role === 'passive') || a.localeCompare(b),
  );
  const ordered: string[] = [];
  while (rest.length > 0) {
    const free = rest.findIndex(name =>
      [...sources.get(name)!].every(source => ordered.includes(source)),
    );
    // A circle (two sites that copy to each other) has no first: take the next.
    ordered.push(...rest.splice(Math.max(free, 0), 1));
  }
  return ordered;
}

function cellsOf(items: readonly EstateItem[]): EstateCell[] {
  return [...TIERS, NO_TIER].flatMap(tier => {
    const inTier = items.filter(item => (item.tier ?? NO_TIER) === tier);
    return inTier.length > 0 ? [{ tier, items: inTier }] : [];
  });
}

/**
 * Places every item once. `shown` decides what appears; the frame (which
 * sites there are, and in which order) comes from all items, so that filtering
 * does not move the shores.
 */
export function estateLayout(
  items: readonly EstateItem[],
  hops: readonly ReplicationHop[],
  shown: (item: EstateItem) => boolean = () => true,
): EstateLayout {
  const siteOf = new Map(
    items.filter(isSite).map(item => [item.site, item] as const),
  );
  const names = [
    ...new Set(
      items
        .map(item => item.site)
        .filter(site => site !== 'global' && site !== 'bridge'),
    ),
  ];
  const order = orderSites(names, hops, siteOf);
  const systems = items.filter(item => !isSite(item) && !isZone(item));
  const visible = systems.filter(shown);
  const visibleRefs = new Set(visible.map(item => item.ref));

  const sites = order.map(name => ({
    name,
    title: siteOf.get(name)?.title ?? name,
    role: siteOf.get(name)?.role,
    site: siteOf.get(name),
    zones: items.filter(item => isZone(item) && item.site === name),
    cells: cellsOf(visible.filter(item => item.site === name)),
  }));

  // A link lies between the sites whose data crosses it, else next to the
  // first shore.
  const straitOf = (left: number, right: number) =>
    Math.min(Math.min(left, right), Math.max(order.length - 2, 0));
  const straitOfLink = new Map<string, number>();
  for (const hop of hops) {
    const [left, right] = [
      order.indexOf(hop.from.site),
      order.indexOf(hop.to.site),
    ];
    if (hop.over && left >= 0 && right >= 0 && left !== right) {
      straitOfLink.set(hop.over, straitOf(left, right));
    }
  }
  for (const link of systems.filter(item => item.site === 'bridge')) {
    const group = link.redundancy?.group;
    const sibling = systems.find(
      other =>
        group &&
        other.redundancy?.group === group &&
        straitOfLink.has(other.ref),
    );
    if (!straitOfLink.has(link.ref)) {
      straitOfLink.set(link.ref, sibling ? straitOfLink.get(sibling.ref)! : 0);
    }
  }

  const crossing = hops.filter(
    hop =>
      hop.from.site !== hop.to.site &&
      visibleRefs.has(hop.from.ref) &&
      visibleRefs.has(hop.to.ref) &&
      order.includes(hop.from.site) &&
      order.includes(hop.to.site),
  );
  const straits = order.slice(0, -1).map((_, after) => ({
    after,
    cells: cellsOf(
      visible.filter(
        item => item.site === 'bridge' && straitOfLink.get(item.ref) === after,
      ),
    ),
    hops: crossing
      .filter(
        hop =>
          straitOf(order.indexOf(hop.from.site), order.indexOf(hop.to.site)) ===
          after,
      )
      .map(hop => ({ tier: hop.from.tier ?? NO_TIER, hop })),
  }));

  const localHops = new Map<string, ReplicationHop[]>();
  for (const hop of hops) {
    if (hop.from.site === hop.to.site) {
      localHops.set(hop.to.ref, [...(localHops.get(hop.to.ref) ?? []), hop]);
    }
  }

  const used = new Set([
    ...sites.flatMap(site => site.cells.map(cell => cell.tier)),
    ...straits.flatMap(strait => [
      ...strait.cells.map(cell => cell.tier),
      ...strait.hops.map(hop => hop.tier),
    ]),
  ]);
  return {
    tiers: [...TIERS, NO_TIER].filter(tier => used.has(tier)),
    sites,
    straits,
    global: visible.filter(item => item.site === 'global'),
    localHops,
  };
}
