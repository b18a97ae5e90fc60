import type { EstateItem } from './EstateItem';
import type { RedundancyStack } from './redundancy';

/** What a cell draws, in order: stacks of a group, then single items. */
export type CellEntry =
  | { kind: 'item'; item: EstateItem }
  | { kind: 'stack'; stack: RedundancyStack; items: EstateItem[] }
  | { kind: 'bundle'; type: string; items: EstateItem[] };

/** Beyond this many items a cell shows counts instead of names. */
export const CROWDED = 14;

/**
 * Members of one redundancy group stand together when several of them are in
 * the cell. A crowded cell collapses into one bundle per type, so that an
 * estate of many hundreds stays readable.
 */
export function cellContent(
  items: readonly EstateItem[],
  stacks: ReadonlyMap<string, RedundancyStack>,
  expanded: boolean,
): CellEntry[] {
  if (items.length > CROWDED && !expanded) {
    const byType = new Map<string, EstateItem[]>();
    for (const item of items) {
      byType.set(item.type, [...(byType.get(item.type) ?? []), item]);
    }
    return [...byType]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([type, list]) => ({ kind: 'bundle', type, items: list }));
  }
  const groups = new Map<string, EstateItem[]>();
  for (const item of items) {
    if (item.redundancy) {
      const { group } = item.redundancy;
      groups.set(group, [...(groups.get(group) ?? []), item]);
    }
  }
  const stacked = new Set<string>();
  const entries: CellEntry[] = [];
  for (const item of items) {
    const group = item.redundancy?.group;
    const together = group ? groups.get(group)! : [];
    if (!group || together.length < 2) {
      entries.push({ kind: 'item', item });
    } else if (!stacked.has(group)) {
      stacked.add(group);
      entries.push({
        kind: 'stack',
        stack: stacks.get(group)!,
        items: together,
      });
    }
  }
  return entries;
}
