import type { Verdict } from '@twinshore/plugin-dr-status-common';
import type { EstateItem } from './EstateItem';

/** Members that stand in for each other, wherever they are. */
export interface RedundancyStack {
  group: string;
  /** How many members must work. */
  needs: number;
  members: EstateItem[];
  working: number;
  unknown: number;
  verdict: Verdict;
}

/**
 * `met` when one member more than needed works, `at-risk` when just enough do,
 * `breached` below that; `unknown` when the members of which nobody knows
 * could change the answer.
 */
export function groupVerdict(
  needs: number,
  working: number,
  unknown: number,
): Verdict {
  const at = (count: number): Verdict => {
    if (count > needs) {
      return 'met';
    }
    return count === needs ? 'at-risk' : 'breached';
  };
  const worst = at(working);
  return worst === at(working + unknown) ? worst : 'unknown';
}

/** Groups by name. A group of one is one too: it shows that nothing stands in. */
export function redundancyStacks(
  items: readonly EstateItem[],
): Map<string, RedundancyStack> {
  const members = new Map<string, EstateItem[]>();
  for (const item of items) {
    if (item.redundancy) {
      const group = members.get(item.redundancy.group) ?? [];
      group.push(item);
      members.set(item.redundancy.group, group);
    }
  }
  return new Map(
    [...members].map(([group, list]) => {
      // Members that disagree: the stricter one is believed.
      const needs = Math.max(...list.map(item => item.redundancy!.needs));
      const isUnknown = (item: EstateItem) =>
        item.unwatched || item.verdict === 'unknown';
      const unknown = list.filter(isUnknown).length;
      const working = list.filter(
        item => !isUnknown(item) && item.verdict !== 'breached',
      ).length;
      return [
        group,
        {
          group,
          needs,
          members: list,
          working,
          unknown,
          verdict: groupVerdict(needs, working, unknown),
        },
      ];
    }),
  );
}
