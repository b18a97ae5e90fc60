import { worstVerdict, type Verdict } from '@twinshore/plugin-dr-status-common';
import type { EstateItem } from './EstateItem';

/** How a system fares: the worst of its parts, and how many are watched at all. */
export interface SystemStanding {
  verdict: Verdict;
  /** Nothing of it is watched. */
  unwatched: boolean;
  watched: number;
  count: number;
}

/** Standing of one system over the estate's entities that are part of it. */
export function systemStanding(
  systemRef: string,
  items: readonly EstateItem[],
): SystemStanding {
  const parts = items.filter(
    item => item.system === systemRef || item.ref === systemRef,
  );
  const watched = parts.filter(item => !item.unwatched);
  return {
    verdict: worstVerdict(watched.map(item => item.verdict)),
    unwatched: parts.length > 0 && watched.length === 0,
    watched: watched.length,
    count: parts.length,
  };
}
