import fc from 'fast-check';
import {
  compareVerdicts,
  VERDICTS,
  worstVerdict,
  type Verdict,
} from '../verdict';
import { redundancyVerdict } from './redundancy';
import { coverageOf, scoreOf } from './score';

const verdict = fc.constantFrom(...VERDICTS);
const verdicts = fc.array(verdict);
const results = fc.array(
  fc.record({ verdict, weight: fc.double({ min: 0.1, max: 10, noNaN: true }) }),
);

describe('worstVerdict', () => {
  it('is the one that none is worse than, whatever the order', () => {
    fc.assert(
      fc.property(verdicts, list => {
        const worst = worstVerdict(list);
        expect(worst).toBe(worstVerdict([...list].reverse()));
        expect(list.every(each => compareVerdicts(each, worst) <= 0)).toBe(
          true,
        );
        expect(list.length === 0 || list.includes(worst)).toBe(true);
      }),
    );
  });

  it('never gets better by knowing more that is bad', () => {
    fc.assert(
      fc.property(
        fc.array(verdict, { minLength: 1 }),
        verdict,
        (list, more) => {
          expect(
            compareVerdicts(worstVerdict([...list, more]), worstVerdict(list)),
          ).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('of nothing is unknown, and unknown outranks an early warning', () => {
    expect(worstVerdict([])).toBe('unknown');
    expect(worstVerdict(['met', 'unknown', 'at-risk'])).toBe('unknown');
  });
});

describe('scoreOf', () => {
  it('lies between 0 and 1, or is none at all', () => {
    fc.assert(
      fc.property(results, list => {
        const score = scoreOf(list);
        const known = list.some(each => each.verdict !== 'unknown');
        expect(score !== null).toBe(known);
        expect(score ?? 0).toBeGreaterThanOrEqual(0);
        expect(score ?? 1).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('is not moved by what is unknown, which shows in the coverage', () => {
    fc.assert(
      fc.property(results, fc.nat(20), (list, count) => {
        const unknown = Array.from({ length: count }, () => ({
          verdict: 'unknown' as const,
          weight: 3,
        }));
        expect(scoreOf([...list, ...unknown])).toBe(scoreOf(list));
        expect(coverageOf([...list, ...unknown])).toEqual({
          fresh: coverageOf(list).fresh,
          all: list.length + count,
        });
      }),
    );
  });

  it('weighs', () => {
    expect(
      scoreOf([
        { verdict: 'met', weight: 3 },
        { verdict: 'breached', weight: 1 },
      ]),
    ).toBe(0.75);
    expect(scoreOf([{ verdict: 'at-risk', weight: 2 }])).toBe(0.5);
  });
});

describe('redundancyVerdict', () => {
  const group = fc.record({
    healthy: fc.nat(6),
    unhealthy: fc.nat(6),
    unknown: fc.nat(6),
    needs: fc.integer({ min: 1, max: 6 }),
  });

  it('is certain only when no unknown member could change it', () => {
    fc.assert(
      fc.property(group, count => {
        const possible = new Set<Verdict>();
        for (let alive = 0; alive <= count.unknown; alive += 1) {
          possible.add(
            redundancyVerdict({
              healthy: count.healthy + alive,
              unhealthy: count.unhealthy + count.unknown - alive,
              unknown: 0,
              needs: count.needs,
            }),
          );
        }
        expect(possible).not.toContain('unknown');
        expect(redundancyVerdict(count)).toBe(
          possible.size === 1 ? [...possible][0] : 'unknown',
        );
      }),
    );
  });

  it.each<[number, Verdict]>([
    [4, 'met'],
    [3, 'met'],
    [2, 'at-risk'],
    [1, 'breached'],
  ])('%d of which 2 are needed is %s', (healthy, expected) => {
    expect(
      redundancyVerdict({ healthy, unhealthy: 0, unknown: 0, needs: 2 }),
    ).toBe(expected);
  });
});
