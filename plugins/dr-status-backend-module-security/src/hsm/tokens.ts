/** A token as `pkcs11-tool --list-token-slots` describes it. */
export interface Token {
  label: string;
  flags: string[];
}

/**
 * The tokens of a listing; undefined when it is none. A slot whose token has
 * no label yet is left out.
 */
export function parseTokens(listing: string): Token[] | undefined {
  if (!/^(Available slots:|No slots)/m.test(listing)) {
    return undefined;
  }
  return listing
    .split(/^Slot \d+ /m)
    .slice(1)
    .flatMap(slot => {
      const valueOf = (field: string) =>
        new RegExp(`^\\s+token ${field}\\s*:\\s*(.*)$`, 'm')
          .exec(slot)?.[1]
          .trim();
      const label = valueOf('label');
      return label
        ? [
            {
              label,
              flags: (valueOf('flags') ?? '').split(/,\s*/).filter(Boolean),
            },
          ]
        : [];
    });
}

/** What its flags say, in the words that a network HSM has for it. */
export function conditionOf({ flags }: Token): string {
  if (!flags.includes('token initialized')) {
    return 'Unprovisioned';
  }
  return flags.some(flag => /PIN locked$/i.test(flag))
    ? 'Locked'
    : 'Operational';
}
