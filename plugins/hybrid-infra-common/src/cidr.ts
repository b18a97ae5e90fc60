/**
 * An IPv4 CIDR block without host bits.
 *
 * Prefix notation and its arithmetic follow RFC 4632, section 3.1.
 * @public
 */
export interface Cidr {
  /** First address of the block, as an unsigned 32-bit integer. */
  readonly base: number;
  /** Length of the prefix in bits, 0 to 32. */
  readonly prefixLength: number;
}

const DECIMAL = /^(?:0|[1-9]\d{0,2})$/;

/** Size of a block in addresses; a plain number, since `<<` stops at 31 bits. */
function sizeOf(prefixLength: number): number {
  return 2 ** (32 - prefixLength);
}

function requirePrefixLength(prefixLength: number): void {
  if (
    !Number.isInteger(prefixLength) ||
    prefixLength < 0 ||
    prefixLength > 32
  ) {
    throw new RangeError(
      `prefix length ${prefixLength} is not a whole number from 0 to 32`,
    );
  }
}

/**
 * Reads a dotted IPv4 address as an unsigned 32-bit integer. Leading zeros
 * are refused: some systems read them as octal.
 *
 * @throws Error that says what is wrong with the text
 * @public
 */
export function parseAddress(text: string): number {
  const octets = text.split('.');
  if (
    octets.length !== 4 ||
    octets.some(octet => !DECIMAL.test(octet) || Number(octet) > 255)
  ) {
    throw new Error(
      `'${text}' is not an IPv4 address; expected four numbers from 0 to 255, for example 10.0.1.0`,
    );
  }
  return octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

/** Writes an unsigned 32-bit integer as a dotted IPv4 address. @public */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map(shift => (address >>> shift) & 255).join('.');
}

/** Writes a block as `address/prefixLength`. @public */
export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr.base)}/${cidr.prefixLength}`;
}

/**
 * Reads a canonical IPv4 block such as `10.0.1.0/24`.
 *
 * @throws Error that says what is wrong with the text and, for host bits, what
 * was probably meant
 * @public
 */
export function parseCidr(text: string): Cidr {
  const [address, length, ...rest] = text.split('/');
  if (
    length === undefined ||
    rest.length > 0 ||
    !/^(?:0|[1-9]\d?)$/.test(length) ||
    Number(length) > 32
  ) {
    throw new Error(
      `'${text}' is not an IPv4 CIDR block; expected an address and a prefix length from 0 to 32, for example 10.0.1.0/24`,
    );
  }
  const prefixLength = Number(length);
  const written = parseAddress(address);
  const base = written - (written % sizeOf(prefixLength));
  if (base !== written) {
    throw new Error(
      `'${text}' has host bits set; did you mean ${formatCidr({
        base,
        prefixLength,
      })}`,
    );
  }
  return { base, prefixLength };
}

/** Number of addresses in a block, those reserved by a provider included. @public */
export function addressCount(cidr: Cidr): number {
  return sizeOf(cidr.prefixLength);
}

/** Whether `inner` lies wholly in `outer`; a block contains itself. @public */
export function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return (
    inner.prefixLength >= outer.prefixLength &&
    inner.base - (inner.base % sizeOf(outer.prefixLength)) === outer.base
  );
}

/** Whether an address, as {@link parseAddress} gives it, lies in the block. @public */
export function containsAddress(cidr: Cidr, address: number): boolean {
  return containsCidr(cidr, { base: address, prefixLength: 32 });
}

/**
 * Whether two blocks share an address. Of two blocks that do, one contains
 * the other: prefixes form a tree.
 * @public
 */
export function overlapsCidr(a: Cidr, b: Cidr): boolean {
  return containsCidr(a, b) || containsCidr(b, a);
}

/** Most parts that {@link splitCidr} makes; a list beyond that is a mistake. */
const MAX_PARTS = 65_536;

/**
 * All blocks of a prefix length inside a block, in the order of addresses.
 *
 * @throws RangeError when the length is shorter than the block's own, above
 * 32, or would make more than 65,536 parts
 * @public
 */
export function splitCidr(cidr: Cidr, prefixLength: number): Cidr[] {
  requirePrefixLength(prefixLength);
  const parts = 2 ** (prefixLength - cidr.prefixLength);
  if (prefixLength < cidr.prefixLength || parts > MAX_PARTS) {
    throw new RangeError(
      `${formatCidr(cidr)} cannot be split into /${prefixLength}; choose /${
        cidr.prefixLength
      } to /${Math.min(32, cidr.prefixLength + 16)}`,
    );
  }
  return Array.from({ length: parts }, (_, index) => ({
    base: cidr.base + index * sizeOf(prefixLength),
    prefixLength,
  }));
}

/**
 * What is left of a block: the fewest blocks that cover every address outside
 * all of `taken`, in the order of addresses.
 * @public
 */
export function freePrefixes(whole: Cidr, taken: readonly Cidr[]): Cidr[] {
  const inside = taken.filter(block => overlapsCidr(whole, block));
  if (inside.length === 0) {
    return [whole];
  }
  if (inside.some(block => containsCidr(block, whole))) {
    return [];
  }
  return splitCidr(whole, whole.prefixLength + 1).flatMap(half =>
    freePrefixes(half, inside),
  );
}

/**
 * The free block of a prefix length with the lowest address.
 *
 * @returns undefined when none is left
 * @throws RangeError when the length is not one that fits into `whole`
 * @public
 */
export function firstFreePrefix(
  whole: Cidr,
  taken: readonly Cidr[],
  prefixLength: number,
): Cidr | undefined {
  requirePrefixLength(prefixLength);
  if (prefixLength < whole.prefixLength) {
    throw new RangeError(
      `a /${prefixLength} does not fit into ${formatCidr(whole)}`,
    );
  }
  const room = freePrefixes(whole, taken).find(
    block => block.prefixLength <= prefixLength,
  );
  return room && { base: room.base, prefixLength };
}
