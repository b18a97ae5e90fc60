import type { Entity } from '@backstage/catalog-model';
import { TIERS } from '@twinshore/plugin-hybrid-infra-common';
import type { EntityPosture, MatrixCell } from '../api';
import { worstVerdict } from '../verdict';
import { isAggregate, refOf } from './estateEntity';

/**
 * One cell for each pair of site and tier where something stands. What spans
 * sites has cells of its own, under the pseudo-sites `global` and `bridge`.
 * Entities that nothing watches don't count as healthy: they are counted
 * apart, and a cell with nothing else is `unknown`.
 * @public
 */
export function postureMatrix(
  entities: readonly Entity[],
  postures: readonly EntityPosture[],
): MatrixCell[] {
  const aggregates = new Set(entities.filter(isAggregate).map(refOf));
  const cells = new Map<string, EntityPosture[]>();
  for (const posture of postures) {
    if (posture.tier && !aggregates.has(posture.entityRef)) {
      const key = `${posture.site}\n${posture.tier}`;
      cells.set(key, [...(cells.get(key) ?? []), posture]);
    }
  }
  return [...cells.values()]
    .map(members => {
      const watched = members.filter(member => !member.unwatched);
      const cell: MatrixCell = {
        site: members[0].site,
        tier: members[0].tier!,
        verdict: worstVerdict(watched.map(member => member.verdict)),
        entities: members.length,
        unwatched: members.length - watched.length,
        counts: { met: 0, 'at-risk': 0, unknown: 0, breached: 0 },
        coverage: { fresh: 0, all: 0 },
      };
      for (const { verdict, coverage } of watched) {
        cell.counts[verdict] += 1;
        cell.coverage.fresh += coverage.fresh;
        cell.coverage.all += coverage.all;
      }
      return cell;
    })
    .sort(
      (a, b) =>
        tierIndex(a.tier) - tierIndex(b.tier) || (a.site < b.site ? -1 : 1),
    );
}

/** Position of a tier from the edge inwards, for sorting; unheard-of ones last. @public */
export function tierIndex(tier: string): number {
  const index = (TIERS as readonly string[]).indexOf(tier);
  return index < 0 ? TIERS.length : index;
}
