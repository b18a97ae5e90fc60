// Tells TypeScript of *.module.css, also where another package of the
// repository reads these sources.
/// <reference types="@backstage/cli/asset-types" />
import type { Verdict } from '@twinshore/plugin-dr-status-common';
import styles from './tokens.module.css';

/**
 * A verdict, or that nothing watches: `unwatched` is not a verdict but must
 * never be drawn as one.
 * @public
 */
export type Standing = Verdict | 'unwatched';

/** What to draw for something that may be unwatched. @public */
export function standingOf(of: {
  verdict: Verdict;
  unwatched?: boolean;
}): Standing {
  return of.unwatched ? 'unwatched' : of.verdict;
}

/**
 * Class that sets `--dr-fg`, `--dr-bg` and `--dr-line` for a standing, so that
 * other components draw it in the same colours.
 * @public
 */
export function verdictColours(standing: Standing): string {
  return styles[standing];
}

/**
 * Class that paints the background of a standing, hatched when unknown.
 * @public
 */
export function verdictSurface(standing: Standing): string {
  return `${styles[standing]} ${styles.surface}`;
}
