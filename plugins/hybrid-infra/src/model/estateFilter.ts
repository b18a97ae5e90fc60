import { VERDICTS, type Verdict } from '@twinshore/plugin-dr-status-common';
import type { EstateItem } from './EstateItem';

export const VIEWS = [
  'state',
  'redundancy',
  'replication',
  'ownership',
] as const;
export type EstateView = (typeof VIEWS)[number];

/** A verdict, or that nothing watches. */
export type StandingFilter = Verdict | 'unwatched';

export const STANDINGS: readonly StandingFilter[] = [
  ...[...VERDICTS].reverse(),
  'unwatched',
];

/** What the address says about what to show; an empty list means all. */
export interface EstateFilter {
  as: 'map' | 'list';
  view: EstateView;
  sites: string[];
  tiers: string[];
  owners: string[];
  standings: StandingFilter[];
  group?: string;
  text: string;
}

function list(params: URLSearchParams, key: string): string[] {
  return (params.get(key) ?? '').split(',').filter(Boolean);
}

/** Words that nobody knows are dropped: an old link must not show an empty page. */
export function readFilter(params: URLSearchParams): EstateFilter {
  return {
    as: params.get('as') === 'list' ? 'list' : 'map',
    view: VIEWS.find(view => view === params.get('view')) ?? 'state',
    sites: list(params, 'site'),
    tiers: list(params, 'tier'),
    owners: list(params, 'owner'),
    standings: list(params, 'verdict').flatMap(
      word => STANDINGS.find(standing => standing === word) ?? [],
    ),
    group: params.get('group') ?? undefined,
    text: params.get('q') ?? '',
  };
}

/** Writes into the address what differs from the default, and leaves the rest of it alone. */
export function writeFilter(
  params: URLSearchParams,
  change: Partial<EstateFilter>,
): URLSearchParams {
  const filter = { ...readFilter(params), ...change };
  const next = new URLSearchParams(params);
  const set = (key: string, value: string | undefined) => {
    if (value) {
      next.set(key, value);
    } else {
      next.delete(key);
    }
  };
  set('as', filter.as === 'map' ? undefined : filter.as);
  set('view', filter.view === 'state' ? undefined : filter.view);
  set('site', filter.sites.join(','));
  set('tier', filter.tiers.join(','));
  set('owner', filter.owners.join(','));
  set('verdict', filter.standings.join(','));
  set('group', filter.group);
  set('q', filter.text);
  return next;
}

/** Whether anything is left out. */
export function isFiltered(filter: EstateFilter): boolean {
  return (
    filter.sites.length +
      filter.tiers.length +
      filter.owners.length +
      filter.standings.length >
      0 ||
    Boolean(filter.group) ||
    filter.text.trim() !== ''
  );
}

/** Predicate of a filter over items. Words of the text must all be found. */
export function matches(filter: EstateFilter): (item: EstateItem) => boolean {
  const words = filter.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const among = (values: readonly string[], value: string | undefined) =>
    values.length === 0 || (value !== undefined && values.includes(value));
  return item => {
    const standing = item.unwatched ? 'unwatched' : item.verdict;
    if (
      !among(filter.sites, item.site) ||
      !among(filter.tiers, item.tier) ||
      !among(filter.owners, item.owner) ||
      !among(filter.standings, standing) ||
      (filter.group && item.redundancy?.group !== filter.group)
    ) {
      return false;
    }
    const haystack = [item.title, item.name, item.type, ...item.cidrs]
      .join(' ')
      .toLocaleLowerCase();
    return words.every(word => haystack.includes(word));
  };
}
