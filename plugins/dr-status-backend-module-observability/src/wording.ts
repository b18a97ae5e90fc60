/** Words of one list, at most so many of them. */
export function sayList(words: readonly string[], most = 5): string {
  const rest = words.length - most;
  return rest > 0
    ? `${words.slice(0, most).join(', ')} and ${rest} more`
    : words.join(', ');
}

/** A ratio as a percentage with as many digits as are needed near 0 and 1: `0.03 %`, `99.95 %`. */
export function sayShare(ratio: number): string {
  const percent = ratio * 100;
  const nearest = Math.min(percent, 100 - percent);
  let digits = 1;
  if (nearest < 1) {
    digits = 3;
  } else if (nearest < 5) {
    digits = 2;
  }
  return `${Number(percent.toFixed(digits))} %`;
}

/** A number of things: `1 node`, `3 nodes`. */
export const sayCount = (number: number, noun: string) =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;
