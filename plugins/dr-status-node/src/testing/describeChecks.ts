/* eslint-disable jest/no-export, jest/valid-title -- it makes tests for others, who say what they are called */
import type { Verdict } from '@twinshore/plugin-dr-status-common';
import type { Check, CheckOutcome } from '../check';

/** @public */
export type CheckCase<S> = [
  title: string,
  /** Name of the entity that is judged. */
  entity: string,
  situation: S,
  verdict: Verdict,
  reason: RegExp,
];

/**
 * Tries checks case by case. Every check of `all` needs at least one case that
 * is met and one that is not, and nothing that is met may rest on a reading
 * that is not fresh.
 * @param judge - undefined when the check does not apply to the entity
 * @public
 */
export function describeChecks<S>(
  title: string,
  options: {
    all: Check[];
    cases: Array<[check: Check, cases: CheckCase<S>[]]>;
    judge(check: Check, entity: string, situation: S): CheckOutcome | undefined;
  },
): void {
  const { all, cases, judge } = options;
  describe(title, () => {
    describe.each(cases.map(([check, rows]) => ({ check, rows })))(
      '$check.id',
      ({ check, rows }) => {
        it.each(rows)(
          '%s (%s)',
          (...[, entity, situation, verdict, reason]) => {
            const outcome = judge(check, entity, situation);
            expect(outcome).toMatchObject({
              verdict,
              reason: expect.stringMatching(reason),
            });
            const states = outcome!.readings.map(reading => reading.state);
            expect(states.length).toBeGreaterThan(0);
            expect(
              verdict === 'met'
                ? states.filter(state => state !== 'fresh')
                : [],
            ).toEqual([]);
          },
        );

        it('has cases that are met and cases that are not', () => {
          const verdicts = rows.map(([, , , verdict]) => verdict);
          expect(verdicts).toContain('met');
          expect(verdicts).toContain('unknown');
          expect(
            verdicts.filter(verdict => /breached|at-risk/.test(verdict)),
          ).not.toEqual([]);
        });
      },
    );

    it('tries every check', () => {
      expect(cases.map(([check]) => check.id).sort()).toEqual(
        all.map(check => check.id).sort(),
      );
    });
  });
}
