import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { parseCidr, type Cidr } from '../cidr';
import { TIERS, type Tier } from '../estate';
import { ResilienceError } from '../resilience';
import type { EstateEntity } from './EstateEntity';
import { readEstateEntity } from './readEstateEntity';
import { replicationChains, type ReplicationChain } from './replicationChains';

/** Members of which some must work. @public */
export interface EstateGroup {
  group: string;
  /** How many must work; the highest figure where members disagree. */
  needs: number;
  members: readonly EstateEntity[];
}

/** One declared address block. @public */
export interface EstateNetwork {
  entityRef: string;
  site: string;
  tier?: Tier;
  cidr: Cidr;
}

/** What stands next to an entity, by relation; each in both directions. @public */
export interface EstateNeighbours {
  locatedIn: readonly string[];
  hosts: readonly string[];
  dependsOn: readonly string[];
  dependencyOf: readonly string[];
  replicatesTo: readonly string[];
  replicaOf: readonly string[];
  failsOverTo: readonly string[];
  failoverFor: readonly string[];
}

const BOTH_WAYS = [
  ['locatedIn', 'hosts'],
  ['dependsOn', 'dependencyOf'],
  ['replicatesTo', 'replicaOf'],
  ['failsOverTo', 'failoverFor'],
] as const;

type NeighbourSets = Record<keyof EstateNeighbours, Set<string>>;

const emptySets = (): NeighbourSets => ({
  locatedIn: new Set(),
  hosts: new Set(),
  dependsOn: new Set(),
  dependencyOf: new Set(),
  replicatesTo: new Set(),
  replicaOf: new Set(),
  failsOverTo: new Set(),
  failoverFor: new Set(),
});

/** What an entity declares, by forward relation. */
function declaredBy(
  entity: EstateEntity,
): Record<(typeof BOTH_WAYS)[number][0], readonly string[]> {
  return {
    locatedIn: [
      ...(entity.locatedIn ? [entity.locatedIn] : []),
      ...entity.zones,
    ],
    dependsOn: entity.dependsOn,
    replicatesTo: entity.replicates.map(({ to }) => to),
    failsOverTo: entity.failsOverTo,
  };
}

/**
 * The declared estate: what there is, where it stands and what stands next to
 * it. Immutable, without I/O; linear in entities and relations.
 * @public
 */
export class EstateModel {
  /** Entities with a readable `spec.resilience`, by full ref. */
  readonly entities: ReadonlyMap<string, EstateEntity>;
  /** Entities whose block cannot be read; they are not part of the model. */
  readonly rejected: ReadonlyArray<{
    entityRef: string;
    problems: readonly string[];
  }>;

  readonly #neighbours = new Map<string, NeighbourSets>();
  readonly #groups: ReadonlyMap<string, EstateGroup>;
  readonly #chains: readonly ReplicationChain[];

  private constructor(
    entities: ReadonlyMap<string, EstateEntity>,
    rejected: EstateModel['rejected'],
  ) {
    this.entities = entities;
    this.rejected = rejected;
    for (const entity of entities.values()) {
      const declared = declaredBy(entity);
      for (const [forward, back] of BOTH_WAYS) {
        for (const target of declared[forward]) {
          this.#setsOf(entity.ref)[forward].add(target);
          this.#setsOf(target)[back].add(entity.ref);
        }
      }
    }
    this.#groups = groupsOf(entities.values());
    this.#chains = replicationChains(
      new Map([...entities].map(([ref, { replicates }]) => [ref, replicates])),
    );
  }

  /**
   * Reads the estate out of catalog entities; those without `spec.resilience`
   * are not of the estate. A malformed block never spoils the rest.
   */
  static fromEntities(entities: Iterable<Entity>): EstateModel {
    const read = new Map<string, EstateEntity>();
    const rejected: Array<{ entityRef: string; problems: readonly string[] }> =
      [];
    for (const entity of entities) {
      try {
        const found = readEstateEntity(entity);
        if (found) {
          read.set(found.ref, found);
        }
      } catch (error) {
        if (!(error instanceof ResilienceError)) {
          throw error;
        }
        rejected.push({
          entityRef: stringifyEntityRef(entity),
          problems: error.problems,
        });
      }
    }
    return new EstateModel(read, rejected);
  }

  get(ref: string): EstateEntity | undefined {
    return this.entities.get(ref.toLocaleLowerCase('en-US'));
  }

  /** Entities of type `site`. */
  sites(): EstateEntity[] {
    return this.#ofType('site');
  }

  /** Entities of type `zone`, of one site or of all. */
  zones(site?: string): EstateEntity[] {
    return this.#ofType('zone').filter(
      zone => site === undefined || zone.site === site,
    );
  }

  /** Tiers that any entity belongs to, in their fixed order. */
  tiers(): Tier[] {
    const used = new Set([...this.entities.values()].map(({ tier }) => tier));
    return TIERS.filter(tier => used.has(tier));
  }

  /** Every declared address block, lowest first, the larger before what lies in it. */
  networks(): EstateNetwork[] {
    return [...this.entities.values()]
      .flatMap(({ ref, site, tier, cidrs }) =>
        cidrs.map(cidr => ({
          entityRef: ref,
          site,
          tier,
          cidr: parseCidr(cidr),
        })),
      )
      .sort(
        (a, b) =>
          a.cidr.base - b.cidr.base ||
          a.cidr.prefixLength - b.cidr.prefixLength ||
          a.entityRef.localeCompare(b.entityRef, 'en'),
      );
  }

  /** Redundancy groups, by name. */
  groups(): EstateGroup[] {
    return [...this.#groups.values()];
  }

  /** The redundancy group that the entity is a member of, if any. */
  groupOf(ref: string): EstateGroup | undefined {
    const name = this.get(ref)?.redundancy?.group;
    return name === undefined ? undefined : this.#groups.get(name);
  }

  /** Replication chains, from the store that is written first to the last copy. */
  chains(): readonly ReplicationChain[] {
    return this.#chains;
  }

  /** Name of the site that the entity stands on, `global` or `bridge`. */
  siteOf(ref: string): string | undefined {
    return this.get(ref)?.site;
  }

  tierOf(ref: string): Tier | undefined {
    return this.get(ref)?.tier;
  }

  /** What stands next to the entity; also what it names but nobody declares. */
  neighbours(ref: string): EstateNeighbours {
    const sets =
      this.#neighbours.get(ref.toLocaleLowerCase('en-US')) ?? emptySets();
    return Object.fromEntries(
      Object.entries(sets).map(([type, refs]) => [type, [...refs]]),
    ) as Record<keyof EstateNeighbours, string[]>;
  }

  /** Refs that entities name and nobody declares, with who names them. */
  dangling(): Array<{ entityRef: string; missing: string }> {
    return [...this.entities.values()].flatMap(entity =>
      [...new Set(Object.values(declaredBy(entity)).flat())]
        .filter(ref => !this.entities.has(ref))
        .map(missing => ({ entityRef: entity.ref, missing })),
    );
  }

  #ofType(type: string): EstateEntity[] {
    return [...this.entities.values()].filter(entity => entity.type === type);
  }

  #setsOf(ref: string): NeighbourSets {
    let sets = this.#neighbours.get(ref);
    if (!sets) {
      sets = emptySets();
      this.#neighbours.set(ref, sets);
    }
    return sets;
  }
}

function groupsOf(
  entities: Iterable<EstateEntity>,
): ReadonlyMap<string, EstateGroup> {
  const members = new Map<string, EstateEntity[]>();
  for (const entity of entities) {
    if (entity.redundancy) {
      const { group } = entity.redundancy;
      const list = members.get(group);
      if (list) {
        list.push(entity);
      } else {
        members.set(group, [entity]);
      }
    }
  }
  return new Map(
    [...members]
      .sort(([a], [b]) => a.localeCompare(b, 'en'))
      .map(([group, list]) => [
        group,
        {
          group,
          needs: Math.max(...list.map(({ redundancy }) => redundancy!.needs)),
          members: list,
        },
      ]),
  );
}
