import type { Entity } from '@backstage/catalog-model';
import type { CheckResult, EntityPosture } from '../api';
import { compareVerdicts, worstVerdict } from '../verdict';
import {
  isAggregate,
  isSite,
  ownerOf,
  providedApis,
  refOf,
  resilienceOf,
  siteOf,
  titleOf,
  typeOf,
} from './estateEntity';
import { coverageOf } from './score';

function oldest(times: Array<string | undefined>): string | undefined {
  return times.reduce(
    (a, b) => (a === undefined || (b !== undefined && b < a) ? b : a),
    undefined,
  );
}

/**
 * What stands on top of an entity: the worst verdict of its checks with its
 * reason. An entity without checks is `unknown` and `unwatched`.
 * @public
 */
export function entityPosture(
  entity: Entity,
  checks: readonly CheckResult[],
): EntityPosture {
  let worst: CheckResult | undefined;
  for (const check of checks) {
    if (!worst || compareVerdicts(check.verdict, worst.verdict) > 0) {
      worst = check;
    }
  }
  return {
    entityRef: refOf(entity),
    title: titleOf(entity),
    type: typeOf(entity),
    site: siteOf(entity),
    tier: resilienceOf(entity)?.tier,
    owner: ownerOf(entity),
    verdict: worst?.verdict ?? 'unknown',
    reason: worst?.reason ?? 'Nothing watches this yet.',
    coverage: coverageOf(checks),
    unwatched: checks.length === 0,
    observedAt: oldest(checks.map(check => check.observedAt)),
  };
}

function partsOf(
  aggregate: Entity,
  members: ReadonlyMap<string, EntityPosture[]>,
): EntityPosture[] {
  return members.get(refOf(aggregate)) ?? [];
}

/** Ref of the system or domain that an entity says it is part of. */
function parentRef(entity: Entity): string | undefined {
  const relation = entity.relations?.find(({ type }) => type === 'partOf');
  if (relation) {
    return relation.targetRef.toLocaleLowerCase('en-US');
  }
  const [kind, name] =
    typeof entity.spec?.system === 'string'
      ? ['system', entity.spec.system]
      : ['domain', entity.spec?.domain];
  if (typeof name !== 'string') {
    return undefined;
  }
  if (name.includes(':')) {
    return name.toLocaleLowerCase('en-US');
  }
  const full = name.includes('/') ? name : `default/${name}`;
  return `${kind}:${full}`.toLocaleLowerCase('en-US');
}

/**
 * The posture of every entity. Systems, domains, sites and APIs without checks
 * of their own take the worst of what is watched in them, and stay unwatched when
 * nothing in them is.
 * @public
 */
export function entityPostures(
  entities: readonly Entity[],
  checksOf: (entityRef: string) => readonly CheckResult[],
): EntityPosture[] {
  const postures = new Map<string, EntityPosture>();
  const members = new Map<string, EntityPosture[]>();
  const join = (parent: string | undefined, posture: EntityPosture) => {
    if (parent) {
      members.set(parent, [...(members.get(parent) ?? []), posture]);
    }
  };
  const siteRefs = new Map(
    entities.filter(isSite).map(site => [site.metadata.name, refOf(site)]),
  );
  for (const entity of entities) {
    const posture = entityPosture(entity, checksOf(refOf(entity)));
    postures.set(posture.entityRef, posture);
    if (!isAggregate(entity)) {
      join(parentRef(entity), posture);
      join(siteRefs.get(posture.site), posture);
      for (const api of providedApis(entity)) {
        join(api, posture);
      }
    }
  }
  // Systems before domains, so that a domain sees what its systems came to.
  const aggregates = entities
    .filter(isAggregate)
    .sort((a, b) => Number(a.kind === 'Domain') - Number(b.kind === 'Domain'));
  for (const aggregate of aggregates) {
    const own = postures.get(refOf(aggregate))!;
    const watched = partsOf(aggregate, members).filter(part => !part.unwatched);
    if (watched.length > 0) {
      const parts = own.unwatched ? watched : [own, ...watched];
      const verdict = worstVerdict(parts.map(part => part.verdict));
      const worst = parts.find(part => part.verdict === verdict)!;
      const rolledUp: EntityPosture = {
        ...own,
        verdict,
        reason: worst === own ? own.reason : `${worst.title}: ${worst.reason}`,
        coverage: {
          fresh: parts.reduce((sum, part) => sum + part.coverage.fresh, 0),
          all: parts.reduce((sum, part) => sum + part.coverage.all, 0),
        },
        unwatched: false,
        observedAt: oldest(parts.map(part => part.observedAt)),
      };
      postures.set(own.entityRef, rolledUp);
    }
    if (!isSite(aggregate)) {
      join(parentRef(aggregate), postures.get(own.entityRef)!);
    }
  }
  return [...postures.values()].sort((a, b) =>
    a.entityRef < b.entityRef ? -1 : 1,
  );
}
