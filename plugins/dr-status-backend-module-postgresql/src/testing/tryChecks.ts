import type { Check } from '@twinshore/plugin-dr-status-node';
import {
  describeChecks,
  type CheckCase,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { judge, type Situation } from './chain';

/** The checks that a file exports. */
export const checksIn = (module: object): Check[] =>
  Object.values(module).filter(
    (each): each is Check => typeof each?.evaluate === 'function',
  );

export type Row = CheckCase<Situation>;

/** Tries the checks of a file; each must have a case that breaches it. */
export function tryChecks(
  module: object,
  cases: Array<[check: Check, cases: Row[]]>,
): void {
  for (const [{ id }, rows] of cases) {
    if (!rows.some(([, , , verdict]) => verdict === 'breached')) {
      throw new Error(`No case breaches ${id}`);
    }
  }
  const all = checksIn(module);
  describeChecks(all.map(({ id }) => id).join(', '), { all, cases, judge });
}
