/**
 * IPv4 CIDR blocks (RFC 4632) as pure arithmetic.
 */

/**
 * A block: the first address as an unsigned 32-bit number, and the prefix
 * length in bits.
 * @public
 */
export interface Cidr {
  /** First address, 0 to 2^32 − 1; no bit is set after the prefix. */
  readonly base: number;
  /** 0 to 32. */
  readonly prefixLength: number;
}

const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** How many addresses a prefix of this length holds. */
const sizeOf = (prefixLength: number) => 2 ** (32 - prefixLength);

/**
 * Reads a block in its canonical form.
 *
 * @throws Error that says what is wrong, and which block was probably meant
 * when host bits are set
 * @public
 */
export function parseCidr(text: string): Cidr {
  const match = CIDR.exec(text);
  if (!match) {
    throw new Error(`'${text}' is not an IPv4 CIDR block such as 10.0.1.0/24`);
  }
  const [first, second, third, fourth, prefixLength] = match
    .slice(1)
    .map(Number);
  if (Math.max(first, second, third, fourth) > 255 || prefixLength > 32) {
    throw new Error(
      `'${text}' has a number that is too large for an IPv4 CIDR block`,
    );
  }
  const address = first * 2 ** 24 + second * 2 ** 16 + third * 2 ** 8 + fourth;
  const base = address - (address % sizeOf(prefixLength));
  if (base !== address) {
    throw new Error(
      `'${text}' has host bits set; did you mean ${formatCidr({
        base,
        prefixLength,
      })}`,
    );
  }
  return { base, prefixLength };
}

/** The canonical text of a block. @public */
export function formatCidr({ base, prefixLength }: Cidr): string {
  const octets = [24, 16, 8, 0].map(
    shift => Math.floor(base / 2 ** shift) % 256,
  );
  return `${octets.join('.')}/${prefixLength}`;
}

/** Whether every address of `inner` lies in `outer`. @public */
export function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return (
    inner.prefixLength >= outer.prefixLength &&
    inner.base >= outer.base &&
    inner.base < outer.base + sizeOf(outer.prefixLength)
  );
}

/** Whether the two share an address; blocks nest or are apart. @public */
export function overlapsCidr(a: Cidr, b: Cidr): boolean {
  return containsCidr(a, b) || containsCidr(b, a);
}

/**
 * The parts of a block at a longer prefix, in order.
 *
 * @throws RangeError when the prefix is shorter than the block's, longer than
 * 32, or would give more than 65,536 parts
 * @public
 */
export function splitCidr(block: Cidr, prefixLength: number): Cidr[] {
  const bits = prefixLength - block.prefixLength;
  if (
    !Number.isInteger(prefixLength) ||
    bits < 0 ||
    bits > 16 ||
    prefixLength > 32
  ) {
    throw new RangeError(
      `${formatCidr(block)} cannot be split into /${prefixLength}`,
    );
  }
  return Array.from({ length: 2 ** bits }, (_, index) => ({
    base: block.base + index * sizeOf(prefixLength),
    prefixLength,
  }));
}

/**
 * The lowest block of the wanted length inside `whole` that overlaps none of
 * the taken ones; undefined when there is none. Runs in O(n log n) over the
 * taken blocks.
 * @public
 */
export function firstFreePrefix(
  whole: Cidr,
  taken: readonly Cidr[],
  prefixLength: number,
): Cidr | undefined {
  const step = sizeOf(prefixLength);
  const end = whole.base + sizeOf(whole.prefixLength);
  const inOrder = taken
    .filter(block => overlapsCidr(whole, block))
    .sort((a, b) => a.base - b.base);
  let candidate = whole.base;
  for (const block of inOrder) {
    if (block.base >= candidate + step) break;
    const after = block.base + sizeOf(block.prefixLength);
    if (after > candidate) candidate = Math.ceil(after / step) * step;
  }
  return candidate + step <= end
    ? { base: candidate, prefixLength }
    : undefined;
}
