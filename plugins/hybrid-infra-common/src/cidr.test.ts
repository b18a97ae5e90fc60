import fc from 'fast-check';
import {
  addressCount,
  containsAddress,
  containsCidr,
  firstFreePrefix,
  formatAddress,
  formatCidr,
  freePrefixes,
  overlapsCidr,
  parseAddress,
  parseCidr,
  splitCidr,
  type Cidr,
} from './cidr';

const anyAddress = fc.integer({ min: 0, max: 0xffffffff });
const blockOf = (minLength: number, maxLength: number) =>
  fc.tuple(anyAddress, fc.integer({ min: minLength, max: maxLength })).map(
    ([address, prefixLength]): Cidr => ({
      base: address - (address % 2 ** (32 - prefixLength)),
      prefixLength,
    }),
  );
const anyBlock = blockOf(0, 32);

/** Small enough for every address to be tried one by one. */
const smallWhole = parseCidr('10.1.2.0/24');
const anySmallBlock = fc
  .tuple(fc.integer({ min: 0, max: 511 }), fc.integer({ min: 22, max: 32 }))
  .map(([offset, prefixLength]): Cidr => {
    const address = parseAddress('10.1.2.0') - 128 + offset;
    return {
      base: address - (address % 2 ** (32 - prefixLength)),
      prefixLength,
    };
  });
const addressesOf = (block: Cidr) =>
  Array.from({ length: addressCount(block) }, (_, i) => block.base + i);

describe('parseCidr', () => {
  it('reads back what formatCidr writes', () => {
    fc.assert(
      fc.property(anyBlock, block => {
        expect(parseCidr(formatCidr(block))).toEqual(block);
      }),
    );
  });

  it('accepts an address with a prefix only when no host bit is set, and proposes the block that holds it', () => {
    fc.assert(
      fc.property(
        anyAddress,
        fc.integer({ min: 0, max: 32 }),
        (address, length) => {
          const size = 2 ** (32 - length);
          const text = `${formatAddress(address)}/${length}`;
          const canonical = `${formatAddress(
            address - (address % size),
          )}/${length}`;
          const read = () => {
            try {
              return formatCidr(parseCidr(text));
            } catch (error) {
              return (error as Error).message;
            }
          };
          expect(read()).toBe(
            text === canonical
              ? text
              : `'${text}' has host bits set; did you mean ${canonical}`,
          );
        },
      ),
    );
  });

  it.each([
    '',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0/24',
    '10.0.0.0.0/24',
    '256.0.0.0/8',
    '010.0.0.0/8',
    '10.0.0.0/24/24',
    ' 10.0.0.0/24',
    '10.0.0.0/2 4',
    'fd00::/8',
    'ten/8',
  ])('refuses %p and says what it is not', text => {
    expect(() => parseCidr(text)).toThrow(
      /is not an IPv4 (address|CIDR block)/,
    );
  });
});

describe('containsCidr and overlapsCidr', () => {
  it('agree with a comparison of first and last addresses', () => {
    // Independent of the prefix arithmetic: plain intervals.
    const last = (block: Cidr) => block.base + addressCount(block) - 1;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(anyBlock, anyBlock),
          fc.tuple(anySmallBlock, anySmallBlock),
        ),
        ([a, b]) => {
          expect(containsCidr(a, b)).toBe(
            a.base <= b.base && last(b) <= last(a),
          );
          expect(overlapsCidr(a, b)).toBe(
            a.base <= last(b) && b.base <= last(a),
          );
        },
      ),
    );
  });

  it('place an address', () => {
    const block = parseCidr('10.1.2.0/24');
    expect(containsAddress(block, parseAddress('10.1.2.7'))).toBe(true);
    expect(containsAddress(block, parseAddress('10.1.3.7'))).toBe(false);
    expect(
      containsAddress(parseCidr('0.0.0.0/0'), parseAddress('255.255.255.255')),
    ).toBe(true);
  });
});

describe('splitCidr', () => {
  it('covers the block with equal parts that do not overlap', () => {
    fc.assert(
      fc.property(
        blockOf(0, 32),
        fc.integer({ min: 0, max: 8 }),
        (block, bits) => {
          const length = Math.min(32, block.prefixLength + bits);
          const parts = splitCidr(block, length);
          expect(parts.every(part => part.prefixLength === length)).toBe(true);
          expect(parts[0].base).toBe(block.base);
          parts
            .slice(1)
            .forEach((part, i) =>
              expect(part.base).toBe(parts[i].base + addressCount(parts[i])),
            );
          expect(parts.length * addressCount(parts[0])).toBe(
            addressCount(block),
          );
        },
      ),
    );
  });

  it('refuses what cannot be', () => {
    expect(() => splitCidr(parseCidr('10.0.0.0/24'), 23)).toThrow(
      '10.0.0.0/24 cannot be split into /23; choose /24 to /32',
    );
    expect(() => splitCidr(parseCidr('10.0.0.0/24'), 33)).toThrow(RangeError);
    expect(() => splitCidr(parseCidr('0.0.0.0/0'), 32)).toThrow(RangeError);
  });
});

describe('freePrefixes', () => {
  it('holds exactly the addresses that are not taken, in the fewest blocks', () => {
    fc.assert(
      fc.property(fc.array(anySmallBlock, { maxLength: 6 }), taken => {
        const free = freePrefixes(smallWhole, taken);
        const expected = addressesOf(smallWhole).filter(
          address => !taken.some(block => containsAddress(block, address)),
        );
        expect(free.flatMap(addressesOf)).toEqual(expected);
        // Two halves of one block would have been given as that block.
        free.slice(1).forEach((block, i) => {
          const before = free[i];
          const siblings =
            before.prefixLength === block.prefixLength &&
            before.base % (2 * addressCount(before)) === 0 &&
            before.base + addressCount(before) === block.base;
          expect(siblings).toBe(false);
        });
      }),
    );
  });
});

describe('firstFreePrefix', () => {
  it('is the first aligned block that overlaps nothing taken', () => {
    fc.assert(
      fc.property(
        fc.array(anySmallBlock, { maxLength: 6 }),
        fc.integer({ min: 24, max: 32 }),
        (taken, length) => {
          const expected = splitCidr(smallWhole, length).find(
            block => !taken.some(other => overlapsCidr(block, other)),
          );
          expect(firstFreePrefix(smallWhole, taken, length)).toEqual(expected);
        },
      ),
    );
  });

  it('finds room in a large site without trying every block', () => {
    const whole = parseCidr('0.0.0.0/0');
    const taken = [parseCidr('0.0.0.0/1'), parseCidr('128.0.0.0/2')];
    expect(formatCidr(firstFreePrefix(whole, taken, 32)!)).toBe('192.0.0.0/32');
  });

  it('refuses a block larger than the whole', () => {
    expect(() => firstFreePrefix(smallWhole, [], 23)).toThrow(
      'a /23 does not fit into 10.1.2.0/24',
    );
  });
});
