import type {
  Objectives,
  RedundancyGroup,
  Replication,
  Resilience,
  Sizing,
  Tier,
} from '../estate';

/**
 * One declared entity of the estate, with every ref in full and lower case.
 * @public
 */
export interface EstateEntity {
  ref: string;
  name: string;
  title: string;
  /** Lower-case kind. */
  kind: string;
  /** `spec.type`; empty for kinds without one. */
  type: string;
  /** Full ref of the owner, if it names one. */
  owner?: string;
  /** Full ref of the system, if it names one. */
  system?: string;
  /** Rows of the design that it stands for. */
  designRows: readonly string[];
  site: string;
  tier?: Tier;
  role?: Resilience['role'];
  zones: readonly string[];
  locatedIn?: string;
  dependsOn: readonly string[];
  redundancy?: RedundancyGroup;
  replicates: readonly Replication[];
  failsOverTo: readonly string[];
  objectives?: Objectives;
  cidrs: readonly string[];
  sizing?: Sizing;
}
