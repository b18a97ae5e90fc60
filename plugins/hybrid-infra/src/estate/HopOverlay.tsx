import { useEffect, useState, type RefObject } from 'react';
import { standingOf, verdictColours } from '@twinshore/plugin-dr-status-react';
import type { ReplicationHop } from '../model/replication';
import { useMap } from './MapContext';
import styles from './map.module.css';

interface Arrow {
  hop: ReplicationHop;
  lines: string[];
  head: string;
}

function find(root: HTMLElement, name: string, value: string) {
  // Compared rather than selected: refs hold characters that selectors don't like.
  return [...root.querySelectorAll<HTMLElement>(`[data-${name}]`)].find(
    element => element.dataset[name] === value,
  );
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** Arrow from a store over its label to its copy, in the map's own pixels. */
function arrowOf(root: HTMLElement, hop: ReplicationHop): Arrow[] {
  const from = find(root, 'stop', hop.from.ref)?.getBoundingClientRect();
  const to = find(root, 'stop', hop.to.ref)?.getBoundingClientRect();
  const label = find(root, 'hop', hop.id)?.getBoundingClientRect();
  if (!from || !to || !label || label.width === 0) {
    return [];
  }
  const origin = root.getBoundingClientRect();
  const left = origin.left - root.scrollLeft;
  const top = origin.top - root.scrollTop;
  const middle = (box: DOMRect) => box.top + box.height / 2 - top;
  const forward = from.left < to.left;
  const out = (box: DOMRect) => (forward ? box.right : box.left) - left;
  const into = (box: DOMRect) => (forward ? box.left : box.right) - left;
  const tip = forward ? -6 : 6;
  const [tipX, tipY] = [into(to), middle(to)];
  return [
    {
      hop,
      lines: [
        curve(out(from), middle(from), into(label), middle(label)),
        curve(out(label), middle(label), tipX + tip, tipY),
      ],
      head: `M${tipX} ${tipY}l${tip * 1.3} -4v8Z`,
    },
  ];
}

/** Least distance between the middles of two labels. */
const LABEL_STEP = 26;

/**
 * Moves each label to the height of what it connects, as far as its cell and
 * the other labels in it allow. Only where a cell holds nothing but labels.
 */
function levelLabels(root: HTMLElement, hops: readonly ReplicationHop[]) {
  const cells = new Map<
    HTMLElement,
    Array<{ label: HTMLElement; want: number }>
  >();
  for (const hop of hops) {
    const label = find(root, 'hop', hop.id);
    const from = find(root, 'stop', hop.from.ref)?.getBoundingClientRect();
    const to = find(root, 'stop', hop.to.ref)?.getBoundingClientRect();
    const cell = label?.parentElement;
    if (label && cell && from && to) {
      label.style.transform = '';
      const want = (from.top + from.bottom + to.top + to.bottom) / 4;
      cells.set(cell, [...(cells.get(cell) ?? []), { label, want }]);
    }
  }
  for (const [cell, labels] of cells) {
    if (cell.children.length !== labels.length || !isSideBySide(root)) {
      continue;
    }
    const { top, bottom } = cell.getBoundingClientRect();
    const half = LABEL_STEP / 2;
    // Those below leave room for themselves, so the last still fits.
    let least = top + half;
    labels
      .sort((a, b) => a.want - b.want)
      .forEach(({ label, want }, index) => {
        const most = bottom - half - (labels.length - 1 - index) * LABEL_STEP;
        const at = Math.max(least, Math.min(want, most));
        least = at + LABEL_STEP;
        const box = label.getBoundingClientRect();
        label.style.transform = `translateY(${Math.round(
          at - (box.top + box.height / 2),
        )}px)`;
      });
  }
}

/** Whether sites stand beside each other, as opposed to stacked on a small screen. */
function isSideBySide(root: HTMLElement): boolean {
  const overlay = root.querySelector('svg[data-overlay]');
  return overlay !== null && getComputedStyle(overlay).display !== 'none';
}

/**
 * The arrows, drawn under the chips over the whole map. Decoration: what they
 * say stands in the labels between the sites, so screen readers and keys pass
 * them by, and they are left out where sites stack.
 */
export function HopOverlay(props: {
  root: RefObject<HTMLElement>;
  hops: readonly ReplicationHop[];
  /** Changes whenever something may have moved. */
  layoutKey: unknown;
}) {
  const { root, hops, layoutKey } = props;
  const { lit } = useMap();
  const [arrows, setArrows] = useState<Arrow[]>([]);

  // Not a layout effect: the map's own element is attached after those of its children.
  useEffect(() => {
    const element = root.current;
    if (!element) {
      return undefined;
    }
    const draw = () => {
      levelLabels(element, hops);
      setArrows(
        isSideBySide(element) ? hops.flatMap(hop => arrowOf(element, hop)) : [],
      );
    };
    draw();
    if (typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => observer.disconnect();
  }, [root, hops, layoutKey]);

  return (
    <svg
      className={styles.overlay}
      data-overlay=""
      aria-hidden="true"
      focusable="false"
    >
      {arrows.map(({ hop, lines, head }) => {
        const on = lit?.has(hop.from.ref) && lit.has(hop.to.ref);
        return (
          <g
            key={hop.id}
            className={`${verdictColours(standingOf(hop))} ${
              lit && !on ? styles.dimmed : ''
            }`}
          >
            {lines.map(line => (
              <path
                key={line}
                d={line}
                fill="none"
                stroke="var(--dr-line)"
                strokeWidth={on ? 2.5 : 1.5}
                strokeDasharray={
                  standingOf(hop) === 'unknown' ||
                  standingOf(hop) === 'unwatched'
                    ? '4 3'
                    : undefined
                }
              />
            ))}
            <path d={head} fill="var(--dr-line)" />
          </g>
        );
      })}
    </svg>
  );
}
