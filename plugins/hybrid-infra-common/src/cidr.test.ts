import fc from 'fast-check';
import {
  containsCidr,
  firstFreePrefix,
  formatCidr,
  overlapsCidr,
  parseCidr,
  splitCidr,
  type Cidr,
} from './cidr';

const block = (min = 0, max = 32): fc.Arbitrary<Cidr> =>
  fc
    .record({
      address: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      prefixLength: fc.integer({ min, max }),
    })
    .map(({ address, prefixLength }) => ({
      base: address - (address % 2 ** (32 - prefixLength)),
      prefixLength,
    }));

describe('CIDR blocks', () => {
  it('read and write the same text', () => {
    fc.assert(
      fc.property(block(), cidr => {
        expect(parseCidr(formatCidr(cidr))).toEqual(cidr);
      }),
    );
  });

  it.each([
    ['10.0.1.5/24', /host bits set; did you mean 10\.0\.1\.0\/24/],
    ['10.0.1.0', /not an IPv4 CIDR block/],
    ['10.0.256.0/24', /too large/],
    ['10.0.0.0/33', /too large/],
    ['fd00::/8', /not an IPv4 CIDR block/],
  ])('refuse %s and say why', (text, message) => {
    expect(() => parseCidr(text)).toThrow(message);
  });

  it('nest or are apart, by what they say of single addresses', () => {
    fc.assert(
      fc.property(
        block(20, 30),
        block(20, 30),
        fc.nat(2 ** 12),
        (a, b, offset) => {
          const inA = a.base + (offset % 2 ** (32 - a.prefixLength));
          const inB =
            inA >= b.base && inA < b.base + 2 ** (32 - b.prefixLength);
          if (inB) expect(overlapsCidr(a, b)).toBe(true);
          if (containsCidr(b, a)) expect(inB).toBe(true);
          expect(overlapsCidr(a, b)).toBe(overlapsCidr(b, a));
        },
      ),
    );
  });

  it('split into parts that fill them and never overlap', () => {
    fc.assert(
      fc.property(
        block(8, 24),
        fc.integer({ min: 0, max: 6 }),
        (whole, bits) => {
          const parts = splitCidr(whole, whole.prefixLength + bits);
          expect(parts).toHaveLength(2 ** bits);
          expect(parts.every(part => containsCidr(whole, part))).toBe(true);
          parts.slice(1).forEach((part, index) => {
            expect(overlapsCidr(part, parts[index])).toBe(false);
          });
        },
      ),
    );
  });

  it('give the lowest free prefix, as a brute-force search does', () => {
    fc.assert(
      fc.property(
        fc.array(block(18, 28), { maxLength: 12 }),
        fc.integer({ min: 18, max: 26 }),
        (anywhere, prefixLength) => {
          const whole = parseCidr('10.0.0.0/16');
          // Most random blocks miss the whole: fold them into it.
          const taken = anywhere.map(({ base, prefixLength: length }) => ({
            base: whole.base + (base % 2 ** 16),
            prefixLength: length,
          }));
          const expected = splitCidr(whole, prefixLength).find(
            part => !taken.some(other => overlapsCidr(part, other)),
          );
          expect(firstFreePrefix(whole, taken, prefixLength)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});
