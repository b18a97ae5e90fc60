/**
 * The words of the estate, as they stand in an entity's `spec.resilience`
 * block. See docs/user/catalog.md for the meaning of each field.
 */

/** Tiers of an estate; one of them stands on every declared entity. @public */
export const TIERS = [
  'edge',
  'application',
  'platform',
  'data',
  'connectivity',
  'security',
  'delivery',
  'observability',
  'management',
  'recovery',
] as const;

/** One of the {@link TIERS}. @public */
export type Tier = (typeof TIERS)[number];

/**
 * How the copies of one store follow each other.
 * @public
 */
export type ReplicationMode =
  | 'synchronous'
  | 'asynchronous'
  | 'logical'
  | 'snapshot';

/** A copy that is kept of an entity's data. @public */
export interface Replication {
  /** Entity ref of the copy that is written from here. */
  to: string;
  mode: ReplicationMode;
  /** Entity ref of the link that the replication crosses, if any. */
  over?: string;
}

/** The group of entities that stand in for each other. @public */
export interface RedundancyGroup {
  /** Name of the group; members share it. */
  group: string;
  /** How many members must work for the group to work. */
  needs: number;
}

/**
 * Targets with their origin; seconds, ratios between 0 and 1.
 * @public
 */
export interface Objectives {
  rpoSeconds?: number;
  rtoSeconds?: number;
  availability?: number;
  errorRate?: number;
  latencyP99Seconds?: number;
  /** Where the targets come from, for example "design 5.1". */
  origin?: string;
}

/**
 * How large an entity is; the origin says where the figures come from.
 * @public
 */
export interface Sizing {
  replicasMin?: number;
  replicasMax?: number;
  vcpu?: number;
  memoryGiB?: number;
  storageGiB?: number;
  origin?: string;
}

/**
 * What Backstage's own kinds lack, in one block of `spec`.
 * @public
 */
export interface Resilience {
  /** Name of the site, for example `aws-dr`; `global` or `bridge` where none applies. */
  site: string;
  tier?: Tier;
  /** Entity refs of the zones it stands in, emitted as `locatedIn` too. */
  zones?: string[];
  /** Entity ref of what it is located in (cluster, network, zone or site), emitted as `locatedIn`. */
  locatedIn?: string;
  redundancy?: RedundancyGroup;
  replicates?: Replication[];
  /** Entity refs of what takes over when this fails. */
  failsOverTo?: string[];
  objectives?: Objectives;
  /** CIDR blocks, IPv4, canonical (no host bits set). */
  cidrs?: string[];
  sizing?: Sizing;
  /** `active`, `passive` (warm standby) or `shared`. */
  role?: 'active' | 'passive' | 'shared';
}

/** Annotation that names the rows of the design an entity stands for, comma-separated. @public */
export const ANNOTATION_DESIGN = 'twinshore.io/design';

/**
 * From what stands somewhere to where it stands. Like all relations of the
 * estate, the catalog module emits it both ways.
 * @public
 */
export const RELATION_LOCATED_IN = 'locatedIn';
/** Inverse of {@link RELATION_LOCATED_IN}. @public */
export const RELATION_HOSTS = 'hosts';
/** From the source of a replication to its copy. @public */
export const RELATION_REPLICATES_TO = 'replicatesTo';
/** Inverse of {@link RELATION_REPLICATES_TO}. @public */
export const RELATION_REPLICA_OF = 'replicaOf';
/** From what may fail to what takes over. @public */
export const RELATION_FAILS_OVER_TO = 'failsOverTo';
/** Inverse of {@link RELATION_FAILS_OVER_TO}. @public */
export const RELATION_FAILOVER_FOR = 'failoverFor';
