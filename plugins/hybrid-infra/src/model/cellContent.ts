import type { EstateItem } from './EstateItem';
import type { RedundancyStack } from './redundancy';

/** What a cell draws, in order: stacks of a group, then single items. */
export type CellEntry =
  | { kind: 'item'; item: EstateItem }
  | { kind: 'stack'; stack: RedundancyStack; items: EstateItem[] }
  | { kind: 'bundle'; type: string; items: EstateItem[] };

/** Beyond this many items a cell shows counts instead of names. */
const CROWDED = 14;
/** From this many items of one type on, they are counted together. */
const ALIKE = 6;

/** Items by type, in the order of the types' names. */
function byType(items: readonly EstateItem[]): Array<[string, EstateItem[]]> {
  const types = new Map<string, EstateItem[]>();
  for (const item of items) {
    types.set(item.type, [...(types.get(item.type) ?? []), item]);
  }
  return [...types].sort(([a], [b]) => a.localeCompare(b));
}

/**
 * Members of one redundancy group stand together when several of them are in
 * the cell. Many of one type collapse into one bundle, and a crowded cell into
 * one bundle per type, so that an estate of many hundreds stays readable.
 */
export function cellContent(
  items: readonly EstateItem[],
  stacks: ReadonlyMap<string, RedundancyStack>,
  expanded: boolean,
): CellEntry[] {
  const bundled = expanded
    ? []
    : byType(items).filter(
        ([, list]) => items.length > CROWDED || list.length >= ALIKE,
      );
  const bundles = bundled.map(
    ([type, list]): CellEntry => ({ kind: 'bundle', type, items: list }),
  );
  const single = items.filter(
    item => !bundled.some(([type]) => type === item.type),
  );
  const groups = new Map<string, EstateItem[]>();
  for (const item of single) {
    if (item.redundancy) {
      const { group } = item.redundancy;
      groups.set(group, [...(groups.get(group) ?? []), item]);
    }
  }
  const stacked = new Set<string>();
  const entries: CellEntry[] = [];
  for (const item of single) {
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
  return [...entries, ...bundles];
}
